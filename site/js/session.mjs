/** Who is signed in, and the tokens that say so: kept in sessionStorage, so in this tab alone and until it is closed. */

import { CognitoError } from './cognito.mjs';

/** A token that ends within so many seconds is renewed before it is used. */
const MARGIN = 60;

/** How long a sign-out waits for the pool, in milliseconds. */
const PATIENCE = 5000;

/**
 * @typedef {object} Session
 * @property {() => string} user the name, or '' where nobody is signed in
 * @property {(tokens: import('./cognito.mjs').Tokens) => void} start after a sign-in
 * @property {() => Promise<string>} idToken one that is still good for a while
 * @property {() => Promise<string>} renew a new ID token, whatever the old one says of itself
 * @property {() => Promise<CognitoError | null>} signOut everywhere where that works, here always; resolves to why it was here alone
 */

/**
 * @param {import('./cognito.mjs').UserPool} pool
 * @returns {Session}
 */
export function openSession(pool) {
  const key = `chat.session.${pool.clientId}`;
  let held = read(key);
  let renewing = null;

  function keep(tokens) {
    const { iat } = claims(tokens.idToken);
    // By how much this machine's clock is ahead: the token's times are the pool's.
    held = { ...tokens, ahead: now() - iat };
    sessionStorage.setItem(key, JSON.stringify(held));
  }

  function forget() {
    held = null;
    sessionStorage.removeItem(key);
  }

  async function refresh() {
    if (!held) throw new CognitoError('ended');
    try {
      keep(await pool.refresh(held.refreshToken));
      return held.idToken;
    } catch (error) {
      if (error.code !== 'NotAuthorizedException') throw error;
      forget();
      throw new CognitoError('ended', { detail: error.detail, endpoint: error.endpoint });
    }
  }

  /** Several requests at once wait for one renewal. */
  function renew() {
    renewing ??= refresh().finally(() => {
      renewing = null;
    });
    return renewing;
  }

  return {
    user: () => (held ? claims(held.idToken)['cognito:username'] : ''),
    start: keep,
    renew,
    async idToken() {
      if (!held) throw new CognitoError('ended');
      return claims(held.idToken).exp - (now() - held.ahead) < MARGIN ? renew() : held.idToken;
    },
    async signOut() {
      const accessToken = held?.accessToken;
      const late = new Promise((_, reject) => {
        setTimeout(() => reject(new CognitoError('network', { endpoint: pool.endpoint, detail: 'It took too long.' })), PATIENCE);
      });
      try {
        if (accessToken) await Promise.race([pool.globalSignOut(accessToken), late]);
        return null;
      } catch (error) {
        return error;
      } finally {
        forget();
      }
    },
  };
}

const now = () => Math.floor(Date.now() / 1000);

/** What this page kept; null for anything else that stands there. */
function read(key) {
  try {
    const held = JSON.parse(sessionStorage.getItem(key));
    return typeof claims(held.idToken)['cognito:username'] === 'string' ? held : null;
  } catch {
    return null;
  }
}

/**
 * The claims of a token. The page only reads them, for the name and the times; whether they are true the API checks.
 * https://www.rfc-editor.org/rfc/rfc7519#section-3
 */
function claims(token) {
  const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
