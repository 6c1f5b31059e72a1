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
  el("button", { type: "button", class: "nn-button", ...attributes,
    onclick: ({ currentTarget }) => currentTarget.getAttribute("aria-disabled") !== "true" && onclick() }, words);

// Switches a button off or on; it keeps the focus, which a disabled one would lose.
export function turnOff(one, isOff) {
  one.setAttribute("aria-disabled", String(isOff));
}

export const megabytes = (bytes) => `${Math.max(1, Math.round(Number(bytes) / 1e6))} MB`;

// What is in backquotes as code, the rest as text.
export const prose = (text) =>
  text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));

// Puts an element in the place of another, which gives the focus over where it had it.
export function takePlace(old, element) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(element);
  if (hadFocus) element.focus({ preventScroll: true });
}
