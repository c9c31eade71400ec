/** One way to ask for JSON, and one kind of error for all that can go wrong on the way. */

import { CognitoError } from './cognito.mjs';

/** Something that keeps the page from showing data; explain.mjs puts it into words. */
export class LoadError extends Error {
  /**
   * `cors`: the server answers, but not so that this page may read it. `network`: no answer is known of.
   *
   * @param {'cors' | 'network' | 'status' | 'json' | 'shape' | 'id'} kind
   * @param {{ about?: About, method?: string, url?: string, status?: number, detail?: string, signedIn?: boolean, open?: boolean }} [facts]
   *   `signedIn`: the request had a token. `open`: without one, the page may read the answer.
   *
   * @typedef {'list' | 'conversation' | 'message' | 'users' | 'new-conversation'} About what was asked for; 'message' is a new one
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
 * Without a session a GET carries no headers of its own, so no preflight goes before it. With one every request carries
 * the ID token; when the API refuses that as it may refuse an old one, it is renewed and the request sent once more.
 *
 * @param {string} url
 * @param {{ about?: About, method?: string, body?: unknown, signal?: AbortSignal, session?: import('./session.mjs').Session | null }} [options]
 */
export async function requestJson(url, { about, method = 'GET', body, signal, session = null } = {}) {
  const address = new URL(url, document.baseURI);
  const facts = { about, method, url: address.href, signedIn: session !== null };
  // 'no-cache' asks the server each time whether the copy is still good: an object uploaded again shows at once.
  const init = { method, signal, cache: 'no-cache', credentials: 'omit', headers: {} };
  if (body !== undefined) {
    init.headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  let answer;
  if (session) {
    init.headers.Authorization = await token(session.idToken, about);
    answer = await send(address, init, facts);
    const other = answer.status === 401 ? await another(session, about) : null;
    if (other) {
      init.headers.Authorization = other;
      answer = await send(address, init, facts);
    }
  } else {
    answer = await send(address, init, facts);
  }
  const { status, ok, text } = answer;
  if (!ok) throw new LoadError('status', { ...facts, status, detail: messageOf(text) });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoadError('json', { ...facts, status, detail: error.message });
  }
}

async function send(address, init, facts) {
  try {
    const response = await fetch(address, init);
    return { status: response.status, ok: response.ok, text: await response.text() };
  } catch (error) {
    const { signal } = init;
    if (signal?.aborted) throw error;
    const open = facts.signedIn && (await isOpen(address, signal));
    const kind = open || (await answersUnread(address, signal)) ? 'cors' : 'network';
    throw new LoadError(kind, { ...facts, open, detail: String(error?.message ?? error) });
  }
}

/** Says with an error of the session what the token was for. */
async function token(ask, about) {
  try {
    return await ask();
  } catch (error) {
    throw Object.assign(error, { about });
  }
}

/** A new token after a refusal, or null where there is none, though the sign-in goes on: then the refusal stands. */
async function another(session, about) {
  try {
    return await token(session.renew, about);
  } catch (error) {
    if (error instanceof CognitoError && error.code !== 'ended') return null;
    throw error;
  }
}

/** Whether the page may read what a GET without a token is answered: no preflight goes before it. */
async function isOpen(address, signal) {
  try {
    await fetch(address, { cache: 'no-store', credentials: 'omit', signal });
    return true;
  } catch {
    return false;
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
