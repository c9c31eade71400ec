/**
 * The user pool, as a browser talks to it: one POST for each operation, and none of them signed.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */

const LIBRARY = '../vendor/amazon-cognito-identity-js/amazon-cognito-identity.min.js';

/** Why the pool did not do what it was asked for; cognito-errors.mjs puts it into words. */
export class CognitoError extends Error {
  /**
   * @param {string} code Cognito's name for it, such as 'CodeMismatchException', or one of the page's own: 'network', 'cors',
   *   'answer' (not Cognito's), 'library' (not loaded), 'challenge' (the pool wants more than a password), 'ended' (nobody
   *   is signed in any more)
   * @param {{ operation?: string, detail?: string, endpoint?: string }} [facts]
   */
  constructor(code, facts = {}) {
    super(`${code}: ${facts.detail ?? ''}`);
    this.name = 'CognitoError';
    this.code = code;
    this.detail = '';
    Object.assign(this, facts);
  }
}

/**
 * @typedef {{ idToken: string, accessToken: string, refreshToken?: string }} Tokens
 * @typedef {object} UserPool
 * @property {string} clientId
 * @property {string} endpoint
 * @property {boolean} onAws
 * @property {(name: string, email: string, password: string) => Promise<{ confirmed: boolean, sentTo: string }>} signUp
 *   `sentTo` is where the code went, or ''
 * @property {(name: string, code: string) => Promise<void>} confirmSignUp
 * @property {(name: string) => Promise<string>} resendCode resolves to where the code went
 * @property {(name: string) => Promise<string>} forgotPassword likewise
 * @property {(name: string, code: string, password: string) => Promise<void>} confirmForgotPassword
 * @property {(name: string, password: string) => Promise<Tokens>} signIn
 * @property {(refreshToken: string) => Promise<Tokens>} refresh
 * @property {(accessToken: string) => Promise<void>} globalSignOut
 */

/**
 * @param {import('./sign-in-settings.mjs').SignInSettings} settings
 * @returns {UserPool}
 */
export function openUserPool({ userPoolId, clientId, endpoint, onAws }) {
  const call = (operation, members) => ask(endpoint, operation, members);
  const ofClient = (operation, members) => call(operation, { ClientId: clientId, ...members });
  return {
    clientId,
    endpoint,
    onAws,
    async signUp(name, email, password) {
      const attributes = [{ Name: 'email', Value: email }];
      const answer = await ofClient('SignUp', { Username: name, Password: password, UserAttributes: attributes });
      return { confirmed: answer.UserConfirmed === true, sentTo: destination(answer) };
    },
    async confirmSignUp(name, code) {
      await ofClient('ConfirmSignUp', { Username: name, ConfirmationCode: code });
    },
    resendCode: async (name) => destination(await ofClient('ResendConfirmationCode', { Username: name })),
    forgotPassword: async (name) => destination(await ofClient('ForgotPassword', { Username: name })),
    async confirmForgotPassword(name, code, password) {
      await ofClient('ConfirmForgotPassword', { Username: name, ConfirmationCode: code, Password: password });
    },
    signIn: (name, password) => signInBySrp({ userPoolId, clientId, endpoint }, name, password),
    async refresh(refreshToken) {
      const parameters = { REFRESH_TOKEN: refreshToken };
      const answer = await ofClient('InitiateAuth', { AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: parameters });
      const { IdToken, AccessToken, RefreshToken } = answer.AuthenticationResult ?? {};
      // A pool that rotates refresh tokens sends another; else the old one goes on.
      return { idToken: IdToken, accessToken: AccessToken, refreshToken: RefreshToken ?? refreshToken };
    },
    async globalSignOut(accessToken) {
      await call('GlobalSignOut', { AccessToken: accessToken });
    },
  };
}

const destination = (answer) => answer.CodeDeliveryDetails?.Destination ?? '';

async function ask(endpoint, operation, members) {
  const facts = { operation, endpoint };
  let status;
  let ok;
  let text;
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}` },
      body: JSON.stringify(members),
      cache: 'no-store',
      credentials: 'omit',
    });
    ({ status, ok } = response);
    text = await response.text();
  } catch (error) {
    throw await withoutAnswer(error, facts);
  }
  let answer;
  try {
    answer = text === '' && ok ? {} : JSON.parse(text);
  } catch {
    throw new CognitoError('answer', { ...facts, detail: `${status}, and no JSON` });
  }
  if (ok) return answer;
  // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
  const code = String(answer?.__type ?? '').split('#').at(-1);
  throw new CognitoError(code || 'answer', { ...facts, detail: String(answer?.message ?? answer?.Message ?? status) });
}

/** To a page, an answer that it may not read looks like none; a request in the mode 'no-cors' fails only where there is none. */
async function withoutAnswer(error, facts) {
  const detail = String(error?.message ?? error);
  try {
    await fetch(facts.endpoint, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' });
    return new CognitoError('cors', { ...facts, detail });
  } catch {
    return new CognitoError('network', { ...facts, detail });
  }
}

/**
 * The Secure Remote Password protocol: both sides prove that they know the password, and neither sends it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
 */
async function signInBySrp({ userPoolId, clientId, endpoint }, name, password) {
  const { AuthenticationDetails, CognitoUser, CognitoUserPool } = await loadLibrary();
  const facts = { operation: 'InitiateAuth', endpoint };
  // The library would keep the tokens in localStorage, for every tab and without an end.
  const Storage = nowhere();
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage });
  const user = new CognitoUser({ Username: name, Pool, Storage });
  const details = new AuthenticationDetails({ Username: name, Password: password });
  const failed = async (error) => {
    if (error?.code === 'NetworkError') return withoutAnswer(error, facts);
    return new CognitoError(error?.code ?? 'answer', { ...facts, detail: String(error?.message ?? error) });
  };
  return new Promise((resolve, reject) => {
    const challenge = (detail) => () => reject(new CognitoError('challenge', { ...facts, detail }));
    user.authenticateUser(details, {
      onSuccess: (session) => resolve({
        idToken: session.getIdToken().getJwtToken(),
        accessToken: session.getAccessToken().getJwtToken(),
        refreshToken: session.getRefreshToken().getToken(),
      }),
      onFailure: async (error) => reject(await failed(error)),
      newPasswordRequired: challenge('NEW_PASSWORD_REQUIRED'),
      mfaRequired: challenge('SMS_MFA'),
      totpRequired: challenge('SOFTWARE_TOKEN_MFA'),
      mfaSetup: challenge('MFA_SETUP'),
      selectMFAType: challenge('SELECT_MFA_TYPE'),
      customChallenge: challenge('CUSTOM_CHALLENGE'),
    });
  });
}

/** The library is older than modules, and leaves its name with the window. */
async function loadLibrary() {
  try {
    await import(LIBRARY);
  } catch (error) {
    throw new CognitoError('library', { endpoint: new URL(LIBRARY, import.meta.url).href, detail: String(error?.message ?? error) });
  }
  return globalThis.AmazonCognitoIdentity;
}

/** A storage for as long as the sign-in takes. */
function nowhere() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, String(value)),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}
