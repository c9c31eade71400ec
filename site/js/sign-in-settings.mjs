/** What config.js says about signing in: region, userPoolId, clientId, and userPoolEndpoint where Cognito is not on AWS. */

/**
 * @typedef {object} SignInSettings
 * @property {string} region
 * @property {string} userPoolId such as 'eu-central-1_a1B2c3D4e'
 * @property {string} clientId an app client of the pool, without a secret
 * @property {string} endpoint where Cognito is asked, with a slash at the end
 * @property {boolean} onAws whether that is AWS's own endpoint
 */

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html */
const POOL_ID = /^([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+$/;
/** An app client's id as Cognito makes it: 26 small letters and digits, or fewer. */
const CLIENT_ID = /^[0-9a-z]{20,128}$/;

/**
 * @param {Record<string, unknown>} given what config.js set
 * @returns {{ signIn: SignInSettings | null, problem: string }} both empty where config.js names no user pool
 */
export function readSignIn(given) {
  const names = ['userPoolId', 'clientId', 'region', 'userPoolEndpoint'];
  const [userPoolId, clientId, region, own] = names.map((name) => (typeof given[name] === 'string' ? given[name].trim() : given[name] ?? ''));
  if (userPoolId === '' && clientId === '') return { signIn: null, problem: '' };
  const wrong = names.find((name) => typeof (given[name] ?? '') !== 'string');
  const problem = wrong ? `${wrong} is text, between quotes.` : fault({ userPoolId, clientId, region, own });
  if (problem) return { signIn: null, problem: `config.js: ${problem} So nobody can sign in.` };
  const endpoint = own || `https://cognito-idp.${region}.amazonaws.com/`;
  return { signIn: { region, userPoolId, clientId, endpoint: endpoint.replace(/\/*$/, '/'), onAws: own === '' }, problem: '' };
}

function fault({ userPoolId, clientId, region, own }) {
  if (userPoolId === '') return 'clientId is set, but userPoolId is not. They belong together.';
  if (clientId === '') return 'userPoolId is set, but clientId is not. They belong together.';
  if (userPoolId.startsWith('arn:')) {
    const id = userPoolId.split('userpool/')[1];
    return `userPoolId is the pool’s ARN; the page wants its id${id ? `, ${id}` : ''}.`;
  }
  if (POOL_ID.test(clientId) && CLIENT_ID.test(userPoolId)) return 'userPoolId and clientId have each other’s place.';
  if (!POOL_ID.test(userPoolId)) {
    const looks = CLIENT_ID.test(userPoolId) ? ' It looks like the id of an app client.' : '';
    return `userPoolId is not the id of a user pool, which is like eu-central-1_a1B2c3D4e.${looks}`;
  }
  if (!CLIENT_ID.test(clientId)) {
    const looks = POOL_ID.test(clientId) ? ' It looks like the id of a user pool.' : '';
    return `clientId is not the id of an app client, which is 26 small letters and digits.${looks}`;
  }
  const ofPool = POOL_ID.exec(userPoolId)[1];
  if (region === '') return `region is not set. By its id the pool is in ${ofPool}.`;
  if (region !== ofPool) return `region is ${region}, but by its id the pool is in ${ofPool}.`;
  if (own !== '' && !isAddress(own)) return 'userPoolEndpoint is not an address that begins with https:// or http://, without ? and #.';
  return '';
}

function isAddress(text) {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#]/.test(text);
}
