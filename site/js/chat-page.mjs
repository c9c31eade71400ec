/** chat.html#<id>: one conversation. The fragment stays in the browser, so it is this page that reads the id from it. */

import { startComposer } from './composer.mjs';
import { byId, joinNames, scrollToEnd } from './dom.mjs';
import { LoadError } from './http.mjs';
import { messageList } from './messages.mjs';
import { emptyNotice, errorNotice } from './notice.mjs';
import { retrying, showLoaded, showLoading } from './view.mjs';

/**
 * @param {import('./source.mjs').Source} source
 * @param {string} user
 */
export function startChatPage(source, user) {
  let current = new AbortController();
  let shown = [];

  /** Shows what the fragment names; an answer for an earlier fragment that comes late is dropped. */
  async function show() {
    current.abort();
    current = new AbortController();
    const { signal } = current;
    composer.hide();
    setTitle('Conversation');
    showLoading(source.kind, 'chat');
    try {
      const id = idFromFragment(location.hash);
      const conversation = await source.conversation(id, signal);
      if (signal.aborted) return;
      shown = conversation.messages;
      render(conversation, user);
      composer.show(id);
      scrollToEnd();
    } catch (error) {
      if (signal.aborted) return;
      showLoaded('The conversation could not be loaded.', errorNotice(error, source.kind, retrying(show)));
    }
  }

  /** Reads the conversation again after a message was sent, and tells whether there is one more with its text now. */
  async function refresh(id, text) {
    const { signal } = current;
    const conversation = await source.conversation(id, signal);
    if (signal.aborted) return true;
    const count = (messages) => messages.filter(({ sender, message }) => sender === user && message === text).length;
    const arrived = count(conversation.messages) > count(shown);
    shown = conversation.messages;
    render(conversation, user);
    scrollToEnd();
    return arrived;
  }

  const composer = startComposer(source, refresh);
  history.scrollRestoration = 'manual';
  window.addEventListener('hashchange', show);
  show();
}

/** @param {string} hash as location.hash has it, with its '#' */
export function idFromFragment(hash) {
  const encoded = hash.replace(/^#/, '');
  if (encoded === '') throw new LoadError('id', { detail: 'Nothing stands after chat.html#.' });
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new LoadError('id', { detail: `What stands after the # is not percent-encoded correctly: ${encoded}` });
  }
}

function render({ participants, messages }, user) {
  const others = participants.filter((name) => name !== user);
  setTitle(joinNames(others.length ? others : participants));
  const shown = messages.length ? messageList(messages, user) : emptyNotice('No messages yet', 'Nobody has written anything in this conversation.');
  showLoaded(messages.length === 1 ? '1 message' : `${messages.length} messages`, shown);
}

function setTitle(text) {
  byId('title').textContent = text;
  document.title = `${text} – Chat`;
}
