/** Where conversations come from: the files in data/, or the API that config.js names. The pages do not care which. */

import { LoadError, requestJson } from './http.mjs';
import { readConversation, readSummaries } from './model.mjs';

/**
 * @typedef {object} Source
 * @property {'files' | 'api'} kind
 * @property {string} name for the reader: where the data comes from
 * @property {(signal: AbortSignal) => Promise<import('./model.mjs').Summary[]>} list
 * @property {(id: string, signal: AbortSignal) => Promise<import('./model.mjs').Conversation>} conversation
 * @property {((id: string, text: string) => Promise<void>) | null} post null where nothing can be written
 */

/**
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Source}
 */
export function openSource({ apiEndpoint }) {
  return apiEndpoint ? apiSource(apiEndpoint) : fileSource();
}

function fileSource() {
  return {
    kind: 'files',
    name: 'the files in data/',
    list: (signal) => get('data/conversations.json', readSummaries, signal),
    conversation: async (id, signal) => get(`data/conversations/${segment(id)}.json`, readConversation, signal),
    post: null,
  };
}

function apiSource(endpoint) {
  const url = (id) => `${endpoint}/conversations/${segment(id)}`;
  return {
    kind: 'api',
    name: `the API at ${endpoint}`,
    list: (signal) => get(`${endpoint}/conversations`, readSummaries, signal),
    conversation: async (id, signal) => get(url(id), readConversation, signal),
    // The answer is the stored message or nothing: both say only that it was taken.
    post: async (id, text) => void (await requestJson(url(id), { method: 'POST', body: text })),
  };
}

async function get(url, read, signal) {
  const value = await requestJson(url, { signal });
  try {
    return read(value);
  } catch (error) {
    if (error instanceof LoadError) Object.assign(error, { method: 'GET', url: new URL(url, document.baseURI).href });
    throw error;
  }
}

/** One segment of a path. '.' and '..' stay themselves when encoded, and would change the path. */
function segment(id) {
  if (id === '.' || id === '..') throw new LoadError('id', { detail: `"${id}" cannot be the id of a conversation.` });
  return encodeURIComponent(id);
}
