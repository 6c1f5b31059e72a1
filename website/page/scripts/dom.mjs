// Making elements, and saying sizes.

// el("p", { class: "x", onclick: f }, "text", child): an element with attributes and listeners.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export const button = (words, onclick, attributes = {}) =>
  el("button", { type: "button", class: "nn-button", onclick, ...attributes }, words);

export const megabytes = (bytes) => `${Math.max(1, Math.round(Number(bytes) / 1e6))} MB`;

// What is in backquotes as code, the rest as text.
export const prose = (text) =>
  text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
