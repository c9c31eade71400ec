/** The boxes that stand where data should: empty, gone wrong, to be looked at. */

import { el } from './dom.mjs';
import { explain } from './explain.mjs';
import { signInAddress } from './sign-in-address.mjs';

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
  const { title, hints, command, chapter, detail, request } = explain(error, kind);
  const reason = error?.kind === 'status' ? String(error.status) : error?.kind ?? error?.code ?? 'page';
  const box = el('div', { class: 'notice', 'data-kind': 'error', 'data-testid': 'error', 'data-reason': reason }, el('h2', {}, title));
  if (detail) {
    const who = whoSays(error);
    box.append(el('p', {}, who, el(who ? 'q' : 'span', { dir: 'auto', 'data-testid': 'error-detail' }, detail)));
  }
  if (request) box.append(el('p', {}, el('code', { 'data-testid': 'error-request' }, request)));
  const items = hints.map((hint) => el('li', {}, ...withCode(hint)));
  // The hint that announces the command ends with a colon, and has it right below.
  const announces = hints.findIndex((hint) => hint.endsWith(':'));
  if (command) items[announces]?.append(el('pre', {}, el('code', { 'data-testid': 'error-command' }, command)));
  box.append(el('ul', {}, ...items));
  if (chapter) box.append(el('p', { class: 'chapter', 'data-testid': 'error-chapter' }, `In the workbook: ${chapter}.`));
  if (reason === 'ended') {
    box.append(el('a', { class: 'button', href: signInAddress(), 'data-testid': 'sign-in-again' }, 'Sign in again'));
  } else if (retry && reason !== 'id') {
    // Another try with the same id would end the same way.
    const button = el('button', { class: 'button', type: 'button', 'data-testid': 'retry' }, 'Try again');
    button.addEventListener('click', retry);
    box.append(button);
  }
  return box;
}

/** Before the words of somebody else. */
function whoSays(error) {
  if (error.kind === 'status') return 'The answer says ';
  const reason = error.kind ?? error.code;
  if (['cors', 'network', 'library'].includes(reason)) return 'The browser says ';
  return /Exception$/.test(reason) || ['ended', 'challenge'].includes(reason) ? 'Cognito says ' : '';
}

/** Text between backticks as code. */
function withCode(text) {
  return text.split('`').map((piece, index) => (index % 2 ? el('code', {}, piece) : piece));
}
