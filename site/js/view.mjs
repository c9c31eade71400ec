/** The part of the page that the data fills: on its way, or there. */

import { byId, el, setStatus } from './dom.mjs';

/** After so many milliseconds the status says that waiting goes on. A function that slept needs a second or two. */
const LONG = 4000;

let longWait;

/**
 * Shows that something is on its way: grey shapes for those who see the page, the status for those who hear it.
 *
 * @param {'files' | 'api'} kind the source that was asked
 * @param {'list' | 'chat'} shape what will come
 */
export function showLoading(kind, shape) {
  const view = byId('view');
  clearTimeout(longWait);
  view.setAttribute('aria-busy', 'true');
  view.replaceChildren(skeleton(shape));
  setStatus('Loading…');
  const why = kind === 'api' ? 'The first call after a while takes longer: the function starts anew.' : 'The website has not answered yet.';
  longWait = setTimeout(() => setStatus(`Still loading. ${why}`), LONG);
}

/** Shows what came, data or an error. */
export function showLoaded(status, ...nodes) {
  const view = byId('view');
  clearTimeout(longWait);
  view.setAttribute('aria-busy', 'false');
  view.replaceChildren(...nodes);
  setStatus(status);
}

/** The button that was pressed is gone with the error: the focus goes to the place where the answer will stand. */
export function retrying(again) {
  return () => {
    byId('main').focus();
    again();
  };
}

function skeleton(shape) {
  const row = () => el('div', { class: 'skeleton-row' }, el('span', { class: 'skeleton-face' }), el('span', { class: 'skeleton-text' }));
  return el('div', { class: 'skeleton', 'data-shape': shape, 'data-testid': 'loading', 'aria-hidden': 'true' }, ...Array.from({ length: 4 }, row));
}
