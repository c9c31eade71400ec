/** The boxes that stand where data should: empty, loading, gone wrong. */

import { el } from './dom.mjs';
import { explain } from './explain.mjs';

/** A plain line while something is on its way. */
export const loadingNotice = (text) => el('p', { class: 'loading', 'data-testid': 'loading' }, text);

/** Nothing there, and that is all right. */
export function emptyNotice(title, text) {
  return el('div', { class: 'notice', 'data-kind': 'empty', 'data-testid': 'empty' }, el('h2', {}, title), el('p', {}, text));
}

/** Something to look at, while the page goes on. */
export function warningNotice(text) {
  return el('p', { class: 'notice', 'data-kind': 'warning', 'data-testid': 'warning' }, text);
}

/**
 * @param {unknown} error
 * @param {'files' | 'api'} kind the source that was asked
 * @param {(() => void) | null} [retry] what the button does, if there is to be one
 */
export function errorNotice(error, kind, retry = null) {
  const { title, hints, detail, request } = explain(error, kind);
  const reason = error?.kind === 'status' ? String(error.status) : error?.kind ?? 'page';
  const box = el('div', { class: 'notice', 'data-kind': 'error', 'data-testid': 'error', 'data-reason': reason }, el('h2', {}, title));
  if (detail) box.append(el('p', { 'data-testid': 'error-detail' }, detail));
  box.append(el('ul', {}, ...hints.map((hint) => el('li', {}, hint))));
  if (request) box.append(el('p', {}, el('code', { 'data-testid': 'error-request' }, request)));
  if (retry) {
    const button = el('button', { class: 'button', type: 'button', 'data-testid': 'retry' }, 'Try again');
    button.addEventListener('click', retry);
    box.append(button);
  }
  return box;
}
