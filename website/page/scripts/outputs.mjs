// What a cell showed, as elements. HTML from a cell is cut down to what tables, texts and drawings
// need, so that a notebook from elsewhere cannot bring a script or a form into the page.
import { button, el, prose } from "./dom.mjs";

const ALLOWED = new Set((
  "a b br caption code col colgroup dd details div dl dt em figcaption figure h3 h4 h5 hr i li ol p "
  + "pre section small span strong sub summary sup table tbody td tfoot th thead tr u ul "
  + "svg g path rect circle ellipse line polyline polygon text tspan title desc defs clippath use "
  + "lineargradient stop marker pattern"
).split(" "));
const DROPPED = new Set(["script", "style", "iframe", "object", "embed", "template", "noscript"]);

function clean(node) {
  for (const child of [...node.children]) {
    const name = child.localName.toLowerCase();
    if (DROPPED.has(name)) {
      child.remove();
      continue;
    }
    clean(child);
    if (!ALLOWED.has(name)) {
      child.replaceWith(...child.childNodes);
      continue;
    }
    for (const { name: attribute, value } of [...child.attributes]) {
      const local = attribute.toLowerCase();
      const leads = /^(href|xlink:href|src|action|formaction)$/.test(local) && !value.startsWith("#");
      if (local.startsWith("on") || leads || (local === "style" && /url\((?!#|"#)/i.test(value))) {
        child.removeAttribute(attribute);
      }
    }
  }
  return node;
}

export function html(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return el("div", { class: "nn-shown" }, ...clean(page.body).childNodes);
}

// One entry of what the cell showed.
function shown(entry) {
  if (entry.report) return report(entry.report);
  if (entry.kind === "text/html" || entry.kind === "image/svg+xml") return html(entry.data);
  return el("pre", { class: "nn-text", tabindex: "0", "aria-label": "Output", role: "group" }, entry.data);
}

function report(told) {
  const marks = { passed: "✓", "partly passed": "◐", "not passed": "✗" };
  return el("section",
    { class: `nn-report nn-${told.word.replace(" ", "-")}`, "aria-label": `Check of ${told.exercise}` },
    el("p", {}, el("span", { "aria-hidden": "true" }, `${marks[told.word]} `), el("strong", {}, told.title)),
    ...told.lines.map((line) => el("p", {}, ...prose(line))),
    told.criteria.length ? el("ul", {}, ...told.criteria.map((one) => el("li", {}, one))) : null,
    told.picture ? html(told.picture) : null);
}

function failure(error, editor) {
  const place = error.line ? ` in line ${error.line}` : "";
  return el("section", { class: "nn-report nn-not-passed", "aria-label": "Error" },
    el("p", {}, el("strong", {}, `${error.kind}${place}: `), error.message),
    editor && error.line
      ? button(`Go to line ${error.line}`, () => editor.goTo(error.line), { class: "nn-button nn-small" })
      : null,
    el("details", {}, el("summary", {}, "The whole message"),
      el("pre", { class: "nn-text", tabindex: "0", "aria-label": "Traceback", role: "group" }, error.trace)));
}

// Shows the result of a cell in an element, in place of what was there.
export function show(element, result, editor = null) {
  const parts = result.shown.map(shown);
  if (result.error) parts.push(failure(result.error, editor));
  element.replaceChildren(...parts);
}

export const sentence = (element, text) =>
  element.replaceChildren(el("p", { class: "nn-note" }, ...prose(text)));
