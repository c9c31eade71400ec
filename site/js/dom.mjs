/** Making elements. Text goes in by textContent alone, so what users wrote stays text. */

/**
 * @param {string} tag
 * @param {Record<string, string | boolean>} [attributes] false leaves one out
 * @param {...(Node | string)} children strings become text nodes
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** @param {string} id of an element that the page is known to have */
export const byId = (id) => document.getElementById(id);

/** Tells a screen reader and everybody else what is going on. */
export function setStatus(text) {
  byId('status').textContent = text;
}

/** To the newest message, and to what stands below it. */
export function scrollToEnd() {
  window.scrollTo(0, document.documentElement.scrollHeight);
}

/** "Priya, Jonas and Mateo" */
export const joinNames = (names) => new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names);
