/** The shapes of the data. What does not fit is named with its place, so that it can be found in the answer. */

import { LoadError } from './http.mjs';

/**
 * @typedef {{ id: string, participants: string[], last: number }} Summary `last` is 0 without messages
 * @typedef {{ sender: string, time: number, message: string }} Message
 * @typedef {Summary & { messages: Message[] }} Conversation
 */

/** @returns {Summary[]} newest first, those without messages at the end */
export function readSummaries(value) {
  check(Array.isArray(value), 'the list', 'an array', value);
  return value.map((entry, index) => readSummary(entry, `[${index}]`)).sort((a, b) => b.last - a.last);
}

/** @returns {Conversation} its messages oldest first */
export function readConversation(value) {
  const summary = readSummary(value, '');
  check(Array.isArray(value.messages), 'messages', 'an array', value.messages);
  const messages = value.messages.map((entry, index) => readMessage(entry, `messages[${index}]`));
  messages.sort((a, b) => a.time - b.time);
  return { ...summary, messages };
}

/** @returns {string[]} names of users */
export function readUsers(value) {
  check(isNames(value), 'the list of users', 'an array of names', value);
  return value;
}

/** @returns {string} the id of a new conversation */
export function readId(value) {
  check(typeof value === 'string' && value !== '', 'the answer', 'the id of the conversation, as one JSON string', value);
  return value;
}

function readSummary(value, place) {
  check(isObject(value), place || 'the conversation', 'an object', value);
  const at = (name) => (place ? `${place}.${name}` : name);
  check(typeof value.id === 'string' && value.id !== '', at('id'), 'a string', value.id);
  check(isNames(value.participants), at('participants'), 'an array of names', value.participants);
  const last = value.last ?? 0;
  check(isTime(last), at('last'), 'a number of milliseconds since 1970', last);
  return { id: value.id, participants: value.participants, last };
}

function readMessage(value, place) {
  check(isObject(value), place, 'an object', value);
  check(typeof value.sender === 'string', `${place}.sender`, 'a string', value.sender);
  check(isTime(value.time), `${place}.time`, 'a number of milliseconds since 1970', value.time);
  check(typeof value.message === 'string', `${place}.message`, 'a string', value.message);
  return { sender: value.sender, time: value.time, message: value.message };
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNames = (value) => Array.isArray(value) && value.every((name) => typeof name === 'string');
/** A Date reaches 8.64e15 milliseconds to either side of 1970. */
const isTime = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15;

function check(fits, place, wanted, got) {
  if (fits) return;
  const found = got === undefined ? 'missing' : JSON.stringify(got);
  const short = found.length > 80 ? `${found.slice(0, 80)}…` : found;
  const twice = typeof got === 'string' && /^\s*[[{]/.test(got) ? ' It looks like JSON inside a JSON string: it was encoded twice.' : '';
  throw new LoadError('shape', { detail: `${place} should be ${wanted}, but is ${short}.${twice}` });
}
