/** What config.js says, made safe to use. It may be missing, old or mistyped: the page must still come up, and say so. */

import { readSignIn } from './sign-in-settings.mjs';

/** The user of the site as long as nobody signs in. */
const GUEST = 'Student';

/**
 * @typedef {object} Settings
 * @property {string} apiEndpoint the API's stage without a slash at the end, or '' for the files in data/
 * @property {boolean} canPost whether the API takes new messages
 * @property {string} user whose messages stand on the right, until somebody signs in
 * @property {import('./sign-in-settings.mjs').SignInSettings | null} signIn where users sign in; null where nobody does
 * @property {string} problem what is wrong with config.js, or ''
 */

/**
 * Runs config.js. A script element alone would take a copy that the browser still thinks fresh: without Cache-Control that
 * can be days after the student uploaded another. So the copy is renewed first.
 */
export async function loadConfig() {
  try {
    const response = await fetch('config.js', { cache: 'no-cache' });
    if (!response.ok) return;
  } catch {
    return;
  }
  const script = document.createElement('script');
  script.src = 'config.js';
  await new Promise((done) => {
    script.onload = done;
    script.onerror = done;
    document.head.append(script);
  });
}

/**
 * @param {unknown} given what config.js left in globalThis.ChatApp
 * @returns {Settings}
 */
export function readSettings(given = globalThis.ChatApp) {
  const settings = { apiEndpoint: '', canPost: false, user: GUEST, signIn: null, problem: '' };
  if (typeof given !== 'object' || given === null) {
    settings.problem = 'config.js set no ChatApp: it is missing, not public, or has a mistake in it. The page reads the files in data/ instead.';
    return settings;
  }
  const named = given.apiEndpoint ?? '';
  const endpoint = typeof named === 'string' ? named.trim() : null;
  const { signIn, problem } = readSignIn(given);
  if (endpoint === '') {
    if (signIn || problem) settings.problem = 'config.js names a user pool, but no apiEndpoint. Nobody signs in for the files in data/.';
    return settings;
  }
  if (!isHttpAddress(endpoint)) {
    settings.problem = 'config.js: apiEndpoint is not an address that begins with https:// or http://, without ? and #. The page reads the files in data/ instead.';
    return settings;
  }
  settings.apiEndpoint = endpoint.replace(/\/+$/, '');
  settings.canPost = given.canPost === true;
  if (lacksStage(endpoint)) {
    settings.problem = 'config.js: apiEndpoint ends with the host name. The name of the stage is missing behind it, for instance /dev.';
  } else if (typeof (given.canPost ?? false) !== 'boolean') {
    settings.problem = 'config.js: canPost is true or false, without quotes.';
  } else {
    settings.problem = problem;
  }
  settings.signIn = signIn;
  return settings;
}

/** What stands behind a ? or # would end up in the middle of each request's address. */
function isHttpAddress(text) {
  return text !== null && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#]/.test(text);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html */
function lacksStage(endpoint) {
  const { hostname, pathname } = new URL(endpoint);
  return hostname.includes('.execute-api.') && pathname === '/';
}
