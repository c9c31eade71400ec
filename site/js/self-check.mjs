/** Looks at what the page itself was made of: a style sheet or picture with a wrong Content-Type is dropped silently. */

/** @returns {string[]} what did not arrive in a usable form, in words; call it when the page has loaded */
export function findMissingParts() {
  const styles = [...document.querySelectorAll('link[rel="stylesheet"]')]
    .filter((link) => !hasRules(link.sheet))
    .map((link) => `${link.getAttribute('href')} was not applied: is it there, public, and sent as text/css?`);
  const pictures = [...document.images]
    .filter((image) => image.complete && image.naturalWidth === 0)
    .map((image) => `${image.getAttribute('src')} was not shown: is it there, public, and sent as image/svg+xml?`);
  return [...styles, ...pictures];
}

/** A style sheet that was refused is missing in some browsers, empty in others, and closed in the rest. */
function hasRules(sheet) {
  try {
    return sheet.cssRules.length > 0;
  } catch {
    return false;
  }
}
