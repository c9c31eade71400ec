/**
 * Where to sign in, and where to go from there: the fragment of sign-in.html is that of chat.html. So no address can lead
 * from there to another site.
 */

/** From this page to the form, and after it back. */
export function signInAddress() {
  return document.body.dataset.page === 'chat' ? `sign-in.html${location.hash}` : 'sign-in.html';
}

/** Where somebody goes who has signed in. */
export function afterSignIn() {
  return location.hash.length > 1 ? `chat.html${location.hash}` : 'index.html';
}
