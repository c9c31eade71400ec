/** Where conversations come from: the files in data/, or the API that config.js names. The pages do not care which. */

import { LoadError, requestJson } from './http.mjs';
import { readConversation, readSummaries } from './model.mjs';

/**
 * @typedef {object} Source
 * @property {'files' | 'api'} kind
 * @property {string} name for the reader: where the data comes from
 * @property {(signal?: AbortSignal) => Promise<import('./model.mjs').Summary[]>} list
 * @property {(id: string, signal?: AbortSignal) => Promise<import('./model.mjs').Conversation>} conversation
 * @property {((id: string, text: string) => Promise<void>) | null} post null where nothing can be written
 * @property {string} readOnly for the reader: why nothing can be written, or ''
 */

/**
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Source}
 */
export function openSource({ apiEndpoint, canPost }) {
  return apiEndpoint ? apiSource(apiEndpoint, canPost) : fileSource();
}

function fileSource() {
  return {
    kind: 'files',
    name: 'the files in data/',
    list: (signal) => get('data/conversations.json', 'list', readSummaries, signal),
    conversation: async (id, signal) => get(`data/conversations/${segment(id)}.json`, 'conversation', readConversation, signal),
    post: null,
    readOnly: 'They can only be read: new messages need an API.',
  };
}

function apiSource(endpoint, canPost) {
  const url = (id) => `${endpoint}/conversations/${segment(id)}`;
  // The answer is the stored message or nothing: both say only that it was taken.
  const post = async (id, text) => void (await requestJson(url(id), { about: 'message', method: 'POST', body: text }));
  return {
    kind: 'api',
    name: `the API at ${endpoint}`,
    list: (signal) => get(`${endpoint}/conversations`, 'list', readSummaries, signal),
    conversation: async (id, signal) => get(url(id), 'conversation', readConversation, signal),
    post: canPost ? post : null,
    readOnly: canPost ? '' : 'New messages come with lab 5: canPost in config.js.',
  };
}

async function get(url, about, read, signal) {
  const value = await requestJson(url, { about, signal });
  try {
    return read(value);
  } catch (error) {
    if (error instanceof LoadError) Object.assign(error, { about, method: 'GET', url: new URL(url, document.baseURI).href });
    throw error;
  }
}

/** One segment of a path. '.' and '..' stay themselves when encoded, and would change the path. */
function segment(id) {
  if (id === '.' || id === '..') throw new LoadError('id', { detail: `"${id}" cannot be the id of a conversation.` });
  return encodeURIComponent(id);
}
