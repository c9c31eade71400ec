/** The messages of a conversation as elements, day by day. */

import { avatar } from './avatar.mjs';
import { el } from './dom.mjs';
import { dayName, sameDay, timeOfDay } from './time.mjs';

/** Messages of one sender within this time stand together under one name. */
const TOGETHER = 5 * 60_000;

/**
 * @param {import('./model.mjs').Message[]} messages oldest first
 * @param {string} user whose messages stand on the right
 */
export function messageList(messages, user) {
  const days = [];
  let list = null;
  let before = null;
  for (const message of messages) {
    const newDay = before === null || !sameDay(before.time, message.time);
    if (newDay) {
      list = el('ol', {});
      days.push(el('section', { class: 'day', 'data-testid': 'day' }, el('h2', {}, dayName(message.time)), list));
    }
    const follows = !newDay && before.sender === message.sender && message.time - before.time < TOGETHER;
    list.append(messageItem(message, message.sender === user, follows));
    before = message;
  }
  return el('div', { 'data-testid': 'messages' }, ...days);
}

function messageItem({ sender, time, message }, own, follows) {
  const item = el('li', {
    class: 'message',
    'data-testid': 'message',
    'data-sender': sender,
    'data-time': String(time),
    'data-own': String(own),
    'data-follows': String(follows),
  });
  // A message that follows another keeps its name and time for screen readers.
  const meta = el('p', { class: follows ? 'visually-hidden' : 'meta' },
    el('span', { class: 'sender', dir: 'auto' }, own ? 'You' : sender), ' · ', timeOfDay(time));
  item.append(meta);
  if (!own && !follows) item.append(avatar(sender));
  item.append(el('p', { class: 'bubble', dir: 'auto', 'data-testid': 'text' }, message));
  return item;
}
