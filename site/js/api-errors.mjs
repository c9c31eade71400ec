/**
 * What an API's errors mean in this app. Each text names the part of the workbook that leads to the fix.
 *
 * API Gateway's own errors: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */

/** @typedef {import('./explain.mjs').Explanation} Explanation */

/**
 * By status; each is given the LoadError.
 *
 * @type {Record<number, (error: import('./http.mjs').LoadError) => Explanation>}
 */
export const API_STATUS = {
  400: (error) => (error.about === 'new-conversation' ? {
    title: 'The API did not accept the new conversation (400)',
    hints: ['It is an array of user names. The request validator compares it with the model NewConversation.'],
    chapter: 'lab 6, part “independent”',
  } : {
    title: 'The API did not accept the request (400)',
    hints: ['A new message is one JSON string. The function checks it, or a request validator compares it with its model.'],
    chapter: 'lab 5, part “post”',
  }),
  401: (error) => (error.signedIn ? tokenRefused(error) : {
    title: 'The API wants to know who asks (401)',
    hints: [
      'An authorizer stands before this method, and the request carries no token that it takes.',
      'The page has a token to send when config.js names `region`, `userPoolId` and `clientId`: then users sign in.',
    ],
    chapter: 'lab 7, part “authorizer”',
  }),
  403: (error) => {
    if (error.signedIn && /authorization header/i.test(error.detail)) return takenForSignature(error);
    if (error.about === 'users' && error.detail === 'Missing Authentication Token') return noUsers(error);
    if (error.about === 'new-conversation' && error.detail === 'Missing Authentication Token') return takesNoConversations(error);
    if (error.detail === 'Missing Authentication Token') return error.about === 'message' ? takesNoMessages(error) : noSuchMethod();
    if (error.detail === 'Forbidden') return forbidden();
    if (/not authorized/i.test(error.detail)) return notPublic();
    return {
      title: 'The API refuses this request (403)',
      hints: ['This is none of API Gateway’s own texts: the function answered so. The newest lines of its log say why.'],
      chapter: 'lab 4, part “function”',
    };
  },
  404: (error) => {
    if (error.about === 'message') return error.signedIn ? notYours() : takesNoMessages(error);
    if (error.about === 'list') return noList();
    if (error.about === 'users') return noUsers(error);
    if (error.about === 'new-conversation') return takesNoConversations(error);
    if (error.signedIn) return notYours();
    return {
      title: 'There is no such conversation (404)',
      hints: [
        'Choose one from the list of conversations.',
        'If it is listed there, look at the key that the function builds: the id in the path is percent-encoded, the key in the bucket is not.',
      ],
      chapter: 'lab 4, part “function”',
    };
  },
  405: (error) => (error.about === 'message' ? takesNoMessages(error) : {
    title: 'The function does not take this method (405)',
    hints: ['The page asks with GET. Does the function compare the method with `GET`, in capitals?'],
    chapter: 'lab 4, part “function”',
  }),
  413: () => ({
    title: 'The request is too large (413)',
    hints: ['API Gateway takes at most 10 MB.'],
  }),
  429: () => ({ title: 'Too many requests for now (429)', hints: ['API Gateway or the function is at its limit: wait a moment, then try again.'] }),
  500: (error) => (error.detail === 'Internal server error' ? {
    title: 'API Gateway could not call the function (500)',
    hints: [
      'May API Gateway call it? The function’s own policy must allow it for this method and path: an event with another path gives another permission. The execution log then says “Invalid permissions on Lambda function”.',
      'Is the integration right? Its `httpMethod` is POST, whatever the client sends, and its `uri` ends with `/functions/ARN/invocations`.',
      'The console’s Test of the method shows that log at once.',
      'If the function’s own log shows that it ran, this text is the function’s.',
    ],
    chapter: 'lab 4, part “proxy”',
  } : {
    title: 'The function answered with a failure (500)',
    hints: [
      'The newest lines of its log say what failed.',
      '“AccessDenied” there means that its role lacks a permission: lab 3, part “least-privilege”.',
    ],
    chapter: 'lab 4, part “function”',
  }),
  502: () => ({
    title: 'API Gateway could not use what the function answered (502)',
    hints: [
      'Did the function fail? An error that it returns, a panic and a time-out all end here. Its log has the reason.',
      'Did it answer in the wrong form? Behind a proxy integration only `statusCode`, `headers`, `multiValueHeaders`, `body` and `isBase64Encoded` may stand in the answer, and `body` is a string. The execution log then says “Malformed Lambda proxy response”.',
    ],
    chapter: 'lab 4, part “function”',
  }),
  504: () => ({
    title: 'The function did not answer in time (504)',
    hints: [
      'API Gateway waits 29 seconds, or for as long as the integration’s `timeoutInMillis` says.',
      'For what does the function wait? Its log shows how far it came.',
    ],
    chapter: 'lab 4, part “function”',
  }),
};

/** @returns {Explanation} for an answer that the browser got and keeps from the page */
export function hiddenAnswer({ method, url, signedIn, open }) {
  if (signedIn) return hiddenWithToken(method, url, open);
  return method === 'POST' ? hiddenPost(url) : {
    title: 'The API answered, but this page may not read it',
    hints: [
      `The page comes from ${location.origin}, another origin than the API. So the browser hands over only an answer that has the header \`Access-Control-Allow-Origin\`, once, with \`*\` or this origin. Why it refuses stands in its console (F12); the page is not told.`,
      'The request itself was carried out: CORS guards the reading. curl does not ask, and shows you the whole answer:',
      'Status 200 without the header: behind a proxy integration the function must send it.',
      'Status 4xx or 5xx: this is the error to mend. API Gateway’s own errors have the header only if the gateway responses DEFAULT_4XX and DEFAULT_5XX add it, and none does for a stage that is not there.',
    ],
    command: `curl -i -H "Origin: ${location.origin}" "${url}"`,
    chapter: 'lab 4, part “cors”',
  };
}

/** @returns {Explanation} */
function hiddenPost(url) {
  return {
    title: 'The browser did not let this page send a message, or read the answer',
    hints: [
      'Before a POST with JSON to another origin the browser asks by itself whether the page may: the preflight, an OPTIONS request. Ask the same, and look at the headers:',
      'It wants a status of 2xx, `Access-Control-Allow-Origin`, POST in `Access-Control-Allow-Methods`, and content-type in `Access-Control-Allow-Headers`.',
      'If these are right, the answer to the POST itself lacks `Access-Control-Allow-Origin`. Then the message may be stored all the same: look before you send it again.',
      'The browser’s console (F12) says which of the two it was.',
    ],
    command: `curl -i -X OPTIONS -H "Origin: ${location.origin}" -H "Access-Control-Request-Method: POST" -H "Access-Control-Request-Headers: content-type" "${url}"`,
    chapter: 'lab 4, part “cors”',
  };
}

/**
 * The header Authorization is one that a page may send elsewhere only after a preflight.
 * https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
 *
 * @param {boolean} open whether the page may read what the same address answers to a request without a token
 * @returns {Explanation}
 */
function hiddenWithToken(method, url, open) {
  const headers = method === 'POST' ? 'authorization,content-type' : 'authorization';
  return {
    title: open ? 'The browser did not let this page send your token' : 'The browser did not let this page send your token, or read the answer',
    hints: [
      'Before a request with the header Authorization the browser asks by itself whether the page may send it: the preflight, an OPTIONS request. Ask the same, and look at status and headers:',
      'A status of 401 or 403: the authorizer stands before OPTIONS as well. The preflight never has a token, so OPTIONS is open to all: `security: []`.',
      'A status of 2xx: `Access-Control-Allow-Headers` must name Authorization, beside Content-Type. `*` does not stand for it. `Access-Control-Allow-Methods` names the method, and `Access-Control-Allow-Origin` is `*` or this page’s origin.',
      ...(open ? [] : ['If these are right, the answer itself lacks `Access-Control-Allow-Origin`. A 401 of the authorizer has it only if the gateway response DEFAULT_4XX, or UNAUTHORIZED, adds it. After a POST look before you send again: it may be done all the same.']),
      'The browser’s console (F12) says which of these it was.',
    ],
    command: `curl -i -X OPTIONS -H "Origin: ${location.origin}" -H "Access-Control-Request-Method: ${method}" -H "Access-Control-Request-Headers: ${headers}" "${url}"`,
    chapter: 'lab 7, part “authorizer”',
  };
}

/** @returns {Explanation} for a request to which no answer is known of */
export function noAnswer({ url }) {
  return {
    title: 'No answer came from the API',
    hints: [
      'Is `apiEndpoint` in config.js right? The browser’s console (F12) names the reason: ERR_NAME_NOT_RESOLVED for a host that does not exist, ERR_CONNECTION_REFUSED where nothing listens.',
      'On AWS it begins with https://, because API Gateway does not speak plain HTTP.',
      'On your machine: is `cargo checker cloud` still running, and on the same port? Then reload the page.',
      'Ask with curl. If it gets an answer, the browser keeps that from this page (part “cors”):',
    ],
    command: `curl -i "${url}"`,
    chapter: 'lab 4, part “site”',
  };
}

/** @returns {Explanation} */
function noSuchMethod() {
  return {
    title: 'The API has no such path and method (403)',
    hints: [
      '“Missing Authentication Token” is what API Gateway says when the stage has no method for the request. It has nothing to do with signing in.',
      'Does a resource take this path, with this method? Was the API deployed after the last change? A stage serves its deployment, not what the editor shows.',
      'Does `apiEndpoint` in config.js end with the stage’s name, and with nothing after it?',
    ],
    chapter: 'lab 4, part “proxy”',
  };
}

/** @returns {Explanation} */
function forbidden() {
  return {
    title: 'API Gateway refuses the request (403)',
    hints: [
      '“Forbidden” alone means that no API has this host name, or that the method wants an API key. This app uses no API key.',
      'Compare `apiEndpoint` in config.js with the stack’s output ApiEndpoint: the API’s id, the region and the stage.',
    ],
    chapter: 'lab 4, part “site”',
  };
}

/** @returns {Explanation} */
function notPublic() {
  return {
    title: 'The API does not let everybody in (403)',
    hints: ['The method wants a signed request (AWS_IAM), or a resource policy of the API leaves the public out. Until lab 7 this app has neither.'],
    chapter: 'lab 4, part “proxy”',
  };
}

/** @returns {Explanation} */
function noList() {
  return {
    title: 'The function knows no list of conversations (404)',
    hints: [
      'Which path does it look at? With lambda_http `uri().path()` begins with the stage: /dev/conversations. `raw_http_path()` does not.',
      'Does `apiEndpoint` in config.js end with the stage’s name, and with nothing after it?',
    ],
    chapter: 'lab 4, part “function”',
  };
}

/** @returns {Explanation} */
function takesNoMessages({ status }) {
  return {
    title: `The API takes no new messages here (${status})`,
    hints: [
      'POST /conversations/{id} comes with lab 5. Until then leave `canPost` out of config.js: without it there is no field for a message.',
      'In lab 5: is there a method for POST, does the function take it, and was the API deployed since?',
    ],
    chapter: 'lab 5, part “post”',
  };
}

/** @returns {Explanation} */
function tokenRefused({ detail }) {
  if (/expired/i.test(detail)) {
    return {
      title: 'Your token has ended, and there is no new one (401)',
      hints: [
        'The page asks the pool for a new one with the refresh token. May the app client do that? `ExplicitAuthFlows` must hold ALLOW_REFRESH_TOKEN_AUTH.',
        'Sign out and in again: that gives new tokens in any case.',
      ],
      chapter: 'lab 7, part “pool”',
    };
  }
  return {
    title: 'The API does not take your token (401)',
    hints: [
      'Is it the same pool? `providerARNs` of the authorizer holds the ARN of the pool that config.js names by its id.',
      'Does the authorizer read the header Authorization? The page sends the ID token there, without “Bearer” before it.',
      'A method that names scopes wants an access token. In this app no method does: `security: [{ Cognito: [] }]`.',
      'On your machine the live page of `cargo checker cloud` says at this request why the token was refused.',
    ],
    chapter: 'lab 7, part “authorizer”',
  };
}

/** @returns {Explanation} */
function takenForSignature({ about }) {
  return {
    title: 'API Gateway takes the token for a signature (403)',
    hints: [
      'Where no authorizer reads Authorization, API Gateway looks for a SigV4 signature in it. Is there a method for this path, and was the API deployed since?',
      'Is the method’s authorization the authorizer Cognito, and not AWS_IAM?',
    ],
    chapter: about === 'users' ? 'lab 7, part “users”' : 'lab 7, part “authorizer”',
  };
}

/** @returns {Explanation} */
function notYours() {
  return {
    title: 'There is no such conversation, or you do not take part in it (404)',
    hints: [
      'Which of the two, the API does not say: so nobody finds out which conversations there are. Choose one from the list.',
      'If you take part: does the mapping template hand on `cognito:username`, and does the function look for that name?',
    ],
    chapter: 'lab 7, part “membership”',
  };
}

/** @returns {Explanation} */
function noUsers({ status }) {
  return {
    title: `The API has no list of users (${status})`,
    hints: ['GET /users comes with lab 7, part “users”. Is it in api.yaml, and was the API deployed since?'],
    chapter: 'lab 7, part “users”',
  };
}

/** @returns {Explanation} */
function takesNoConversations({ status }) {
  return {
    title: `The API takes no new conversations (${status})`,
    hints: ['POST /conversations is from lab 6. Is it still in api.yaml, and was the API deployed since?'],
    chapter: 'lab 6, part “independent”',
  };
}
