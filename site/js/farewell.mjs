/** What a sign-out has to tell the page that comes after it. */

const KEY = 'chat.signed-out';

/** @param {{ detail: string, code: string } | null} failure why the sign-out held in this tab alone, or null */
export function say(failure) {
  const where = failure ? `You are signed out in this tab. Elsewhere you may still be signed in: the pool did not sign you out everywhere (${failure.detail || failure.code}).` : 'You are signed out.';
  sessionStorage.setItem(KEY, where);
}

/** @returns {string} told once; '' where nobody signed out */
export function hear() {
  const text = sessionStorage.getItem(KEY) ?? '';
  sessionStorage.removeItem(KEY);
  return text;
}
