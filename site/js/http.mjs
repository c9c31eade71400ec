/** One way to ask for JSON, and one kind of error for all that can go wrong on the way. */

/** Something that keeps the page from showing data; explain.mjs puts it into words. */
export class LoadError extends Error {
  /**
   * @param {'network' | 'status' | 'json' | 'shape' | 'id'} kind
   * @param {{ method?: string, url?: string, status?: number, detail?: string }} [facts]
   */
  constructor(kind, facts = {}) {
    super(`${kind}: ${facts.detail ?? facts.status ?? ''}`);
    this.name = 'LoadError';
    this.kind = kind;
    Object.assign(this, facts);
  }
}

/**
 * Sends a request and returns the JSON of the answer, or undefined when it has no body.
 * A GET carries no headers of its own, so no preflight goes before it.
 *
 * @param {string} url
 * @param {{ method?: string, body?: unknown, signal?: AbortSignal }} [options]
 */
export async function requestJson(url, { method = 'GET', body, signal } = {}) {
  const address = new URL(url, document.baseURI).href;
  const facts = { method, url: address };
  // 'no-cache' asks the server each time whether the copy is still good: an object uploaded again shows at once.
  const init = { method, signal, cache: 'no-cache', credentials: 'omit' };
  if (body !== undefined) {
    init.headers = { 'Content-Type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  let status;
  let ok;
  let text;
  try {
    const response = await fetch(address, init);
    ({ status, ok } = response);
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new LoadError('network', { ...facts, detail: String(error?.message ?? error) });
  }
  if (!ok) throw new LoadError('status', { ...facts, status, detail: messageOf(text) });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoadError('json', { ...facts, status, detail: error.message });
  }
}

/** The `message` of an error's JSON body; '' for anything else, such as the website's error document. */
function messageOf(text) {
  try {
    const { message, Message } = JSON.parse(text);
    return String(message ?? Message ?? '');
  } catch {
    return '';
  }
}
