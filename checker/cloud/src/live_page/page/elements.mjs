/**
 * How the page's elements are made. Text goes in by textContent alone; the page's own security policy refuses anything
 * else.
 */

export const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

export const NUMBER = new Intl.NumberFormat('en-GB');

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; strings become text nodes. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** For those who hear the page. */
export const hidden = (text) => el('span', { class: 'visually-hidden' }, text);

/** For those who see it. */
export const sign = (text) => el('span', { 'aria-hidden': 'true' }, text);

export const plural = (count, one) => `${NUMBER.format(count)} ${one}${count === 1 ? '' : 's'}`;

export const milliseconds = (microseconds) => `${(microseconds / 1000).toFixed(1)} ms`;

export function table(caption, rows) {
  const body = rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value)));
  const none = el('tr', {}, el('td', { colspan: '2' }, 'none'));
  return el('table', {}, el('caption', {}, caption), el('tbody', {}, ...(body.length ? body : [none])));
}
