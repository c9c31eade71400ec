/** A new conversation on index.html: who is to take part, one box to tick for each user. */

import { avatar } from './avatar.mjs';
import { byId, el } from './dom.mjs';
import { emptyNotice, errorNotice, warningNotice } from './notice.mjs';

/**
 * @param {import('./source.mjs').Source} source
 * @param {string} user who takes part in any case
 */
export function startNewConversation(source, user) {
  const opener = byId('new-conversation');
  const form = byId('new-form');
  const choice = byId('new-users');
  const notice = byId('new-notice');
  const start = byId('new-start');
  const status = byId('new-status');
  let busy = false;
  if (!source.create) return;
  opener.hidden = false;

  function setBusy(value, text = '') {
    busy = value;
    start.setAttribute('aria-disabled', String(value));
    form.setAttribute('aria-busy', String(value));
    status.textContent = text;
  }

  async function open() {
    form.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    byId('new-title').focus();
    await load();
  }

  function close() {
    form.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    opener.focus();
  }

  async function load() {
    if (busy) return;
    setBusy(true, 'Loading the users…');
    notice.replaceChildren();
    start.hidden = true;
    const chosen = new Set(names());
    try {
      const users = (await source.users()).filter((name) => name !== user);
      choice.replaceChildren(...[...new Set(users)].sort((a, b) => a.localeCompare(b)).map((name) => box(name, chosen.has(name))));
      start.hidden = users.length === 0;
      if (users.length === 0) {
        notice.replaceChildren(emptyNotice('There is nobody else yet', 'Somebody else has to sign up first, and to confirm the account with the code.'));
      }
    } catch (error) {
      choice.replaceChildren();
      notice.replaceChildren(errorNotice(error, source.kind, again));
    } finally {
      setBusy(false);
    }
  }

  /** The button that was pressed goes with the notice. */
  function again() {
    byId('new-title').focus();
    load();
  }

  const names = () => [...choice.querySelectorAll('input:checked')].map(({ value }) => value);

  async function create() {
    if (busy || start.hidden) return;
    const chosen = names();
    if (chosen.length === 0) {
      notice.replaceChildren(warningNotice('Choose at least one.'));
      choice.querySelector('input').focus();
      return;
    }
    setBusy(true, 'Starting…');
    notice.replaceChildren();
    try {
      location.href = `chat.html#${encodeURIComponent(await source.create(chosen))}`;
    } catch (error) {
      notice.replaceChildren(errorNotice(error, source.kind));
      setBusy(false);
    }
  }

  opener.addEventListener('click', () => (form.hidden ? open() : close()));
  byId('new-cancel').addEventListener('click', close);
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    create();
  });
}

function box(name, checked) {
  const input = el('input', { type: 'checkbox', name: 'with', value: name, checked, 'data-testid': 'new-with' });
  return el('li', {}, el('label', { class: 'choice' }, input, avatar(name), el('span', { dir: 'auto' }, name)));
}
