/**
 * What the user pool's refusals mean. The first text is for whoever uses the site; where it is the lab's mistake, the hints
 * name what to look at.
 *
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html and each operation's page
 */

/**
 * @typedef {import('./explain.mjs').Explanation & { field?: 'name' | 'email' | 'password' | 'code' }} Refusal
 *   `field` is where the mistake was typed
 */

const POOL = 'lab 7, part “pool”';
const TOGETHER = 'lab 7, part “together”';

/** @type {Refusal} */
const WRONG_FLOW = {
  title: 'The app client does not allow this way of signing in',
  hints: ['The page signs in by SRP. `ExplicitAuthFlows` of the app client must hold ALLOW_USER_SRP_AUTH, and ALLOW_REFRESH_TOKEN_AUTH for the tokens after the first.'],
  chapter: POOL,
};

/** @type {Refusal} */
const HAS_SECRET = {
  title: 'The app client has a secret',
  hints: [
    'A page keeps no secret: whoever opens it can read it. So the client of a browser has none: `GenerateSecret: false`, or nothing at all.',
    'A client keeps what it was made with: a changed template makes another one. Then `clientId` in config.js changes too.',
  ],
  chapter: POOL,
};

/** @type {Refusal} */
const ALREADY_CONFIRMED = { title: 'This account is confirmed already', hints: ['Sign in with it.'] };

/** @type {Refusal} */
const TOO_OFTEN = { title: 'Too many attempts', hints: ['Wait a while, then try again: after some failures Cognito waits longer and longer, up to about 15 minutes.'] };

/** @type {Refusal} */
const WRONG = { title: 'Name or password is wrong', hints: ['Which of the two it was, the pool does not say. Capital letters count in a password.'], field: 'password' };

/**
 * By code; each list is searched for the first pattern that fits Cognito's words.
 *
 * @type {Record<string, [RegExp, Refusal][]>}
 */
const REFUSALS = {
  UsernameExistsException: [[/^/, { title: 'This name is taken', hints: ['Choose another one. If it is yours, sign in; if you never confirmed it, let a new code be sent.'], field: 'name' }]],
  AliasExistsException: [[/^/, { title: 'Another account has this e-mail address', hints: ['Sign in with that account, or sign up with another address.'] }]],
  InvalidPasswordException: [[/^/, { title: 'The pool does not take this password', hints: ['What a password needs is the pool’s own rule: `PasswordPolicy`.'], field: 'password' }]],
  InvalidParameterException: [
    [/flow not enabled|not enabled for (the|this) client/i, WRONG_FLOW],
    [/already confirmed/i, ALREADY_CONFIRMED],
    [/auto verification|no attribute to send/i, {
      title: 'The pool sends no codes',
      hints: ['It verifies no address by itself: `AutoVerifiedAttributes` must hold email.'],
      chapter: POOL,
    }],
    [/no registered\/verified/i, { title: 'There is no confirmed e-mail address for this name', hints: ['A code goes only to an address that was confirmed. Confirm the account first.'], field: 'name' }],
    [/Username (should|cannot) be/i, {
      title: 'The pool wants another kind of name',
      hints: ['With `UsernameAttributes` or `AliasAttributes` an e-mail address is a name, or must not be one. In this app users sign in with a user name: the pool has neither.'],
      chapter: POOL,
      field: 'name',
    }],
    [/email/i, { title: 'The pool does not take this e-mail address', hints: ['Is it complete, with an @ in it?'], field: 'email' }],
    [/'(userAlias|username)'/i, { title: 'This cannot be a name', hints: ['A name has up to 128 letters, digits and signs, and no spaces.'], field: 'name' }],
    [/'password'|'proposedPassword'/i, { title: 'This cannot be a password', hints: ['It neither begins nor ends with a space.'], field: 'password' }],
    [/'confirmationCode'/i, { title: 'This cannot be a code', hints: ['A code is the six digits of the letter, and nothing else.'], field: 'code' }],
    [/'clientId'/i, { title: 'This cannot be an app client', hints: ['Is `clientId` in config.js the stack’s output UserPoolClientId?'], chapter: TOGETHER }],
  ],
  CodeMismatchException: [[/^/, { title: 'This is not the code', hints: ['Only the newest letter’s code counts. Too many wrong ones, and it counts no more.'], field: 'code' }]],
  ExpiredCodeException: [[/^/, { title: 'This code is too old, or was used', hints: ['Let a new one be sent. Is the name right?'], field: 'code' }]],
  UserNotFoundException: [[/^/, {
    title: 'There is no user of this name',
    hints: ['Is the name right?', 'That the pool tells this lets anybody find out who has an account. `PreventUserExistenceErrors: ENABLED` of the app client keeps it back.'],
    chapter: POOL,
    field: 'name',
  }]],
  UserNotConfirmedException: [[/^/, { title: 'This account is not confirmed yet', hints: ['Type the code that you were sent. If there is none, let a new one be sent.'] }]],
  PasswordResetRequiredException: [[/^/, { title: 'This account needs a new password', hints: ['Choose “I forgot my password”, and let a code be sent.'] }]],
  NotAuthorizedException: [
    [/secret/i, HAS_SECRET],
    [/attempts exceeded/i, TOO_OFTEN],
    [/Temporary password/i, { title: 'The first password of this account has expired', hints: ['An administrator makes another: `aws cognito-idp admin-set-user-password`.'] }],
    [/disabled/i, { title: 'This account is switched off', hints: ['Whoever looks after the pool can switch it on again: `aws cognito-idp admin-enable-user`.'] }],
    [/CONFIRMED/, ALREADY_CONFIRMED],
    [/SignUp is not permitted/i, {
      title: 'The pool takes no new users from outside',
      hints: ['Only an administrator makes users there: take `AllowAdminCreateUserOnly` out of the pool.'],
      chapter: POOL,
    }],
    [/^/, WRONG],
  ],
  LimitExceededException: [
    [/email limit/i, { title: 'No more letters can be sent today', hints: ['Cognito’s own sender writes 50 letters a day for a whole AWS account, all its pools together.'] }],
    [/^/, TOO_OFTEN],
  ],
  TooManyRequestsException: [[/^/, { title: 'Too many requests for now', hints: ['Wait a moment, then try again.'] }]],
  TooManyFailedAttemptsException: [[/^/, TOO_OFTEN]],
  CodeDeliveryFailureException: [[/^/, { title: 'The letter with the code could not be sent', hints: ['Is the e-mail address right? How the pool sends is its `EmailConfiguration`.'] }]],
  ResourceNotFoundException: [
    [/client/i, {
      title: 'There is no such app client',
      hints: ['Is `clientId` in config.js the stack’s output UserPoolClientId? A client that was made anew has another id.', 'Is `region` the region of the stack?'],
      chapter: TOGETHER,
    }],
    [/^/, {
      title: 'There is no such user pool',
      hints: ['Is `userPoolId` in config.js the stack’s output UserPoolId? A pool that was made anew has another id.', 'Is `region` the region of the stack?'],
      chapter: TOGETHER,
    }],
  ],
  InternalErrorException: [[/^/, { title: 'Cognito failed', hints: ['Try again in a moment.'] }]],
};

/**
 * @param {import('./cognito.mjs').CognitoError} error
 * @returns {Refusal}
 */
export function refusal(error) {
  const own = OWN[error.code];
  if (own) return own(error);
  const found = REFUSALS[error.code]?.find(([pattern]) => pattern.test(error.detail));
  return found?.[1] ?? { title: `Cognito refuses this (${error.code})`, hints: ['The browser’s network tab (F12) shows the whole answer.'] };
}

/** What the page itself finds out. @type {Record<string, (error: import('./cognito.mjs').CognitoError) => Refusal>} */
const OWN = {
  ended: () => ({ title: 'Your sign-in has ended', hints: ['Sign in again. What you have written stays.'] }),
  network: ({ endpoint }) => ({
    title: 'No answer came from Cognito',
    hints: [
      'Is `region` in config.js right? The page asks the address below, and the browser’s console (F12) names the reason: ERR_NAME_NOT_RESOLVED for a region that does not exist.',
      'On your machine: is `cargo checker cloud` still running, and on the same port? Then reload the page. Ask it yourself:',
    ],
    command: `curl -i ${endpoint}`,
    chapter: TOGETHER,
  }),
  cors: () => ({
    title: 'Something answered, but this page may not read it',
    hints: ['Cognito lets every page read its answers. So it was another server: is `userPoolEndpoint` in config.js right? On AWS it is left out.'],
    chapter: TOGETHER,
  }),
  answer: () => ({
    title: 'What answered is not Cognito',
    hints: ['Is `userPoolEndpoint` in config.js right? On AWS it is left out.'],
    chapter: TOGETHER,
  }),
  library: () => ({
    title: 'The library for signing in did not load',
    hints: ['Is the file below in the bucket, public, and sent as text/javascript? It is in the folder vendor/ of the site.'],
    chapter: 'lab 1, part “content-type”',
  }),
  challenge: ({ detail }) => (detail === 'NEW_PASSWORD_REQUIRED' ? {
    title: 'This account still has the password that an administrator gave it',
    hints: ['This site has no form for that. `aws cognito-idp admin-set-user-password` with `--permanent` sets one that lasts.'],
  } : {
    title: 'The pool wants more than name and password',
    hints: ['This site has no form for a second factor: `MfaConfiguration` of the pool is OFF, or left out.'],
    chapter: POOL,
  }),
};
