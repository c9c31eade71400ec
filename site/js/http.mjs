/** One way to ask for JSON, and one kind of error for all that can go wrong on the way. */

/** Something that keeps the page from showing data; explain.mjs puts it into words. */
export class LoadError extends Error {
  /**
   * `cors`: the server answers, but not so that this page may read it. `network`: no answer is known of.
   *
   * @param {'cors' | 'network' | 'status' | 'json' | 'shape' | 'id'} kind
   * @param {{ about?: About, method?: string, url?: string, status?: number, detail?: string }} [facts]
   *
   * @typedef {'list' | 'conversation' | 'message'} About what was asked for; 'message' is a new one
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
 * @param {{ about?: About, method?: string, body?: unknown, signal?: AbortSignal }} [options]
 */
export async function requestJson(url, { about, method = 'GET', body, signal } = {}) {
  const address = new URL(url, document.baseURI);
  const facts = { about, method, url: address.href };
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
    const kind = (await answersUnread(address, signal)) ? 'cors' : 'network';
    throw new LoadError(kind, { ...facts, detail: String(error?.message ?? error) });
  }
  if (!ok) throw new LoadError('status', { ...facts, status, detail: messageOf(text) });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoadError('json', { ...facts, status, detail: error.message });
  }
}

/**
 * Whether another origin sends any answer to a GET. To the page a refusal by CORS looks the same as a server that is not
 * there; but what it asks for in the mode 'no-cors', and may not read, fails only in the second case.
 * https://fetch.spec.whatwg.org/#concept-request-mode
 */
async function answersUnread(address, signal) {
  if (address.origin === location.origin) return false;
  try {
    await fetch(address, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
    return true;
  } catch {
    return false;
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
