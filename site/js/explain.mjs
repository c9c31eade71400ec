/** Errors in words: what happened, and where to look first. */

import { LoadError } from './http.mjs';

const FILE_STATUS = {
  403: ['The bucket refuses this file (403)', [
    'Is the object public? The bucket policy, or the object’s ACL, must allow s3:GetObject to everybody.',
    'Is the key right? A bucket that does not let everybody list its keys answers 403 for a missing one, too.',
  ]],
  404: ['There is no such file (404)', [
    'Is the key in the bucket? It must be exactly the path below: case and slashes count.',
    'Was the folder data/ uploaded, with the folder conversations/ in it?',
  ]],
};

const API_STATUS = {
  400: ['The API did not accept the request (400)', [
    'A request validator compares the body with its model: a new message is one JSON string.',
  ]],
  401: ['The API wants to know who asks (401)', [
    'An authorizer stands before this method, and the request carries no token that it takes.',
  ]],
  403: ['The API refuses this request (403)', [
    '“Missing Authentication Token” means that the stage has no such path and method: look at the resource, and deploy again.',
    'Is apiEndpoint in config.js complete, with the name of the stage?',
  ]],
  404: ['The API knows nothing under this address (404)', [
    'Is the conversation in the data, under exactly this id?',
    'Does the function build the right key from the path?',
  ]],
  429: ['Too many requests for now (429)', ['Throttled: wait a moment, then try again.']],
  500: ['The function or its integration failed (500)', [
    'Look at the newest lines of the function’s log: an error of your own, or a permission that its role lacks?',
  ]],
  502: ['The API could not use what the function answered (502)', [
    'Through a proxy integration the answer needs statusCode and headers, and a body that is a string.',
    'Or the function ended with an error: look at the newest lines of its log.',
  ]],
  504: ['The function did not answer in time (504)', ['Look at its log and at its time-out.']],
};

/**
 * @param {unknown} error
 * @param {'files' | 'api'} kind the source that was asked
 * @returns {{ title: string, hints: string[], detail: string, request: string }}
 */
export function explain(error, kind) {
  if (!(error instanceof LoadError)) {
    return { title: 'The page itself failed', hints: ['The browser’s console (F12) has the details.'], detail: String(error), request: '' };
  }
  const request = error.url ? `${error.method} ${error.url}` : '';
  const [title, hints] = wording(error, kind);
  return { title, hints, detail: error.detail ?? '', request };
}

function wording({ kind: what, status }, kind) {
  switch (what) {
    case 'status':
      return (kind === 'api' ? API_STATUS : FILE_STATUS)[status] ?? [`The answer was ${status}`, ['The browser’s network tab (F12) shows the whole answer.']];
    case 'json':
      return ['The answer is not JSON', ['Open the address below in the browser and look at what it really sends.']];
    case 'shape':
      return ['The answer is JSON, but not what the page expects', [
        kind === 'api' ? 'Compare the body with the contract of the API.' : 'Compare the file with the one that was given.',
      ]];
    case 'id':
      return ['This address names no conversation', ['Choose one from the list of conversations.']];
    default:
      return kind === 'api' ? ['The browser got no answer that this page may read', [
        'Missing CORS headers are the usual reason: the answer needs Access-Control-Allow-Origin, on errors too, and a POST needs a preflight that is answered. The browser’s console (F12) names the reason.',
        'Is apiEndpoint in config.js the address of a deployed stage?',
      ]] : ['No answer came', ['Is the website reachable? The browser’s console (F12) names the reason.']];
  }
}
