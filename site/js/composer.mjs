/** The field for a new message. It shows only where config.js names an API that takes one. */

import { byId, scrollToEnd, setStatus } from './dom.mjs';
import { errorNotice, warningNotice } from './notice.mjs';

/** What was written and not sent yet, when the page is left to sign in again. */
const DRAFT = 'chat.draft.';

/** How often, and after how many milliseconds each, a message is looked for that was taken but is not there yet. */
const LOOKS = [0, 400, 1200];

/** The field grows with its lines up to this many. */
const MOST_ROWS = 6;

/**
 * @param {import('./source.mjs').Source} source
 * @param {(id: string, text: string) => Promise<boolean>} refresh shows the conversation again; true if it has the message
 */
export function startComposer(source, refresh) {
  const form = byId('composer');
  const field = byId('message');
  const button = form.querySelector('button');
  const notice = byId('composer-notice');
  let id = null;
  let sending = false;

  function setSending(value) {
    sending = value;
    button.setAttribute('aria-disabled', String(value));
    field.readOnly = value;
  }

  function setText(text) {
    field.value = text;
    fitRows();
  }

  function fitRows() {
    field.rows = Math.min(MOST_ROWS, field.value.split('\n').length);
  }

  function say(box) {
    // It is cut to a part of the window, so the keyboard must be able to scroll it.
    box.tabIndex = 0;
    notice.replaceChildren(box);
    scrollToEnd();
  }

  async function send() {
    const text = field.value.trim();
    if (!source.post || id === null || text === '' || sending) return;
    const sentTo = id;
    setSending(true);
    setStatus('Sending…');
    notice.replaceChildren();
    try {
      await source.post(sentTo, text);
      setText('');
      if (await appears(sentTo, text)) return;
      say(warningNotice('The API took the message, but the conversation does not have it yet. If it is still missing after a reload, look at what the function stored.'));
    } catch (error) {
      if (id !== sentTo) return;
      setStatus(outcome(error));
      if (error.code === 'ended' && field.value) sessionStorage.setItem(DRAFT + sentTo, field.value);
      say(errorNotice(error, source.kind));
    } finally {
      setSending(false);
      if (id === sentTo) field.focus();
    }
  }

  function outcome(error) {
    if (error.about !== 'message') return 'The message was sent, but the conversation could not be read again.';
    return error.kind === 'cors' ? 'The message was perhaps not sent.' : 'The message was not sent.';
  }

  /** A read right after a write may be older than the write, so one look is not enough. */
  async function appears(sentTo, text) {
    for (const wait of LOOKS) {
      await new Promise((done) => setTimeout(done, wait));
      if (id !== sentTo || (await refresh(sentTo, text))) return true;
    }
    return false;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener('input', fitRows);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });

  return {
    show(newId) {
      id = newId;
      form.hidden = source.post === null;
      const draft = sessionStorage.getItem(DRAFT + id);
      if (draft !== null) setText(draft);
      sessionStorage.removeItem(DRAFT + id);
    },
    hide() {
      id = null;
      form.hidden = true;
      setText('');
      notice.replaceChildren();
    },
  };
}
