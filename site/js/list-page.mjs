/** index.html: the conversations, newest first. */

import { avatar } from './avatar.mjs';
import { el, joinNames } from './dom.mjs';
import { emptyNotice, errorNotice } from './notice.mjs';
import { startNewConversation } from './new-conversation.mjs';
import { timeAgo } from './time.mjs';
import { retrying, showLoaded, showLoading } from './view.mjs';

const FACES = 2;

/**
 * @param {import('./source.mjs').Source} source
 * @param {string} user
 */
export function startListPage(source, user) {
  startNewConversation(source, user);
  show(source, user);
}

async function show(source, user) {
  showLoading(source.kind, 'list');
  try {
    const summaries = await source.list();
    if (summaries.length) showLoaded(countOf(summaries), list(summaries, user));
    else showLoaded('No conversations', emptyNotice('No conversations yet', source.create ? 'Start one with somebody, and it is listed here.' : 'When there are some, they are listed here.'));
  } catch (error) {
    const again = retrying(() => show(source, user));
    showLoaded('The conversations could not be loaded.', errorNotice(error, source.kind, again));
  }
}

const countOf = ({ length }) => (length === 1 ? '1 conversation' : `${length} conversations, newest first`);

function list(summaries, user) {
  const items = summaries.map((summary) => el('li', { class: 'conversation', 'data-testid': 'conversation', 'data-id': summary.id }, link(summary, user)));
  return el('ul', { class: 'conversations', 'data-testid': 'conversations' }, ...items);
}

function link({ id, participants, last }, user) {
  const others = participants.filter((name) => name !== user);
  const shown = others.length ? others : participants;
  const faces = el('span', { class: 'faces', 'aria-hidden': 'true' }, ...shown.slice(0, FACES).map(avatar));
  const names = el('span', { class: 'names', dir: 'auto' }, joinNames(shown) || id);
  const when = el('span', { class: 'when' }, last ? timeAgo(last) : 'No messages yet');
  if (others.length > 1) when.prepend(`${participants.length} people · `);
  return el('a', { href: `chat.html#${encodeURIComponent(id)}` }, faces, names, ' ', when);
}
