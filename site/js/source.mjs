/** Where conversations come from: the files in data/, or the API that config.js names. The pages do not care which. */

import { LoadError, requestJson } from './http.mjs';
import { readConversation, readId, readSummaries, readUsers } from './model.mjs';

/**
 * @typedef {object} Source
 * @property {'files' | 'api'} kind
 * @property {string} name for the reader: where the data comes from
 * @property {(signal?: AbortSignal) => Promise<import('./model.mjs').Summary[]>} list
 * @property {(id: string, signal?: AbortSignal) => Promise<import('./model.mjs').Conversation>} conversation
 * @property {((id: string, text: string) => Promise<void>) | null} post null where nothing can be written
 * @property {(() => Promise<string[]>) | null} users the names of all others; null where nobody signs in
 * @property {((names: string[]) => Promise<string>) | null} create a conversation with these; resolves to its id
 * @property {string} readOnly for the reader: why nothing can be written, or ''
 */

/**
 * @param {import('./settings.mjs').Settings} settings
 * @param {import('./session.mjs').Session | null} session null where nobody signs in
 * @returns {Source}
 */
export function openSource({ apiEndpoint, canPost }, session) {
  return apiEndpoint ? apiSource(apiEndpoint, canPost, session) : fileSource();
}

function fileSource() {
  return {
    kind: 'files',
    name: 'the files in data/',
    list: (signal) => get('data/conversations.json', 'list', readSummaries, signal),
    conversation: async (id, signal) => get(`data/conversations/${segment(id)}.json`, 'conversation', readConversation, signal),
    post: null,
    users: null,
    create: null,
    readOnly: 'They can only be read: new messages need an API.',
  };
}

function apiSource(endpoint, canPost, session) {
  const read = (url, about, reader, signal) => get(url, about, reader, signal, session);
  const url = (id) => `${endpoint}/conversations/${segment(id)}`;
  // The answer is the stored message or nothing: both say only that it was taken.
  const post = async (id, text) => void (await requestJson(url(id), { about: 'message', method: 'POST', body: text, session }));
  const create = async (names) => {
    const to = `${endpoint}/conversations`;
    const id = await requestJson(to, { about: 'new-conversation', method: 'POST', body: names, session });
    return located(() => readId(id), 'new-conversation', 'POST', to);
  };
  return {
    kind: 'api',
    name: `the API at ${endpoint}`,
    list: (signal) => read(`${endpoint}/conversations`, 'list', readSummaries, signal),
    conversation: async (id, signal) => read(url(id), 'conversation', readConversation, signal),
    post: canPost ? post : null,
    users: session && canPost ? () => read(`${endpoint}/users`, 'users', readUsers) : null,
    create: session && canPost ? create : null,
    readOnly: canPost ? '' : 'New messages come with lab 5: canPost in config.js.',
  };
}

async function get(url, about, reader, signal, session = null) {
  const value = await requestJson(url, { about, signal, session });
  return located(() => reader(value), about, 'GET', url);
}

/** Says with an error in the data where the data came from. */
function located(read, about, method, url) {
  try {
    return read();
  } catch (error) {
    if (error instanceof LoadError) Object.assign(error, { about, method, url: new URL(url, document.baseURI).href });
    throw error;
  }
}

/** One segment of a path. '.' and '..' stay themselves when encoded, and would change the path. */
function segment(id) {
  if (id === '.' || id === '..') throw new LoadError('id', { detail: `"${id}" cannot be the id of a conversation.` });
  return encodeURIComponent(id);
}
