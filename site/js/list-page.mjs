/** index.html: the conversations, newest first. */

import { avatar } from './avatar.mjs';
import { byId, el, joinNames, setStatus } from './dom.mjs';
import { emptyNotice, errorNotice, loadingNotice } from './notice.mjs';
import { timeAgo } from './time.mjs';

const FACES = 2;

/**
 * @param {import('./source.mjs').Source} source
 * @param {string} user
 */
export async function startListPage(source, user) {
  const view = byId('view');
  setStatus('Loading…');
  view.replaceChildren(loadingNotice('The conversations are on their way.'));
  try {
    const summaries = await source.list();
    view.replaceChildren(summaries.length ? list(summaries, user) : emptyNotice('No conversations yet', 'When there are some, they are listed here.'));
    setStatus(summaries.length === 1 ? '1 conversation' : `${summaries.length} conversations, newest first`);
  } catch (error) {
    setStatus('The conversations could not be loaded.');
    view.replaceChildren(errorNotice(error, source.kind, () => startListPage(source, user)));
  }
}

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
