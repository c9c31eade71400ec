/** Errors in words: what happened, and where to look first. */

import { API_STATUS, hiddenAnswer, noAnswer } from './api-errors.mjs';
import { refusal } from './cognito-errors.mjs';
import { CognitoError } from './cognito.mjs';
import { LoadError } from './http.mjs';

/**
 * @typedef {object} Explanation
 * @property {string} title what happened
 * @property {string[]} hints what it may be and what to do; `code` stands between backticks
 * @property {string} [command] what to type into a terminal to see more
 * @property {string} [chapter] the part of the workbook that leads to the fix
 */

/** @type {Record<number, Explanation>} */
const FILE_STATUS = {
  403: {
    title: 'The bucket refuses this file (403)',
    hints: [
      'Is the object public? The bucket policy, or the object’s ACL, must allow `s3:GetObject` to everybody.',
      'Is the key right? A bucket that does not let everybody list its keys answers 403 for a missing one, too.',
    ],
  },
  404: {
    title: 'There is no such file (404)',
    hints: [
      'Is the key in the bucket? It must be exactly the path below: case and slashes count.',
      'Was the folder data/ uploaded, with the folder conversations/ in it?',
    ],
  },
};

/**
 * @param {unknown} error
 * @param {'files' | 'api'} kind the source that was asked
 * @returns {Explanation & { detail: string, request: string }} `detail` is the answer's own text, or the browser's
 */
export function explain(error, kind) {
  if (error instanceof CognitoError) {
    // Where the pool itself answered, its address explains nothing.
    const request = /Exception$/.test(error.code) || error.code === 'ended' ? '' : error.endpoint ?? '';
    return { ...refusal(error), detail: error.detail, request };
  }
  if (!(error instanceof LoadError)) {
    return { title: 'The page itself failed', hints: ['The browser’s console (F12) has the details.'], detail: String(error), request: '' };
  }
  const request = error.url ? `${error.method} ${error.url}` : '';
  return { ...wording(error, kind), detail: error.detail ?? '', request };
}

/** @returns {Explanation} */
function wording(error, kind) {
  const api = kind === 'api';
  switch (error.kind) {
    case 'status':
      return (api ? API_STATUS[error.status]?.(error) : FILE_STATUS[error.status]) ?? {
        title: `The answer was ${error.status}`,
        hints: ['The browser’s network tab (F12) shows the whole answer.'],
      };
    case 'json':
      return {
        title: 'The answer is not JSON',
        hints: api ? [
          'Is `apiEndpoint` in config.js the address of the API’s stage? Another server answers with pages of its own.',
          'The function’s `body` must be JSON as text. Text that came as Base64 was sent with `isBase64Encoded`.',
        ] : ['Open the address below in the browser and look at what it really sends.'],
        chapter: api ? 'lab 4, part “function”' : undefined,
      };
    case 'shape':
      return {
        title: 'The answer is JSON, but not what the page expects',
        hints: [api ? 'Compare the body with what the chapter says that the function answers.' : 'Compare the file with the one that was given.'],
        chapter: api ? 'lab 4, part “function”' : undefined,
      };
    case 'id':
      return { title: 'This address names no conversation', hints: ['Choose one from the list of conversations.'] };
    case 'cors':
      return hiddenAnswer(error);
    default:
      return api ? noAnswer(error) : { title: 'No answer came', hints: ['Is the website reachable? The browser’s console (F12) names the reason.'] };
  }
}
