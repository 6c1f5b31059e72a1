// Python in colours: the classes of Pygments, which the page has styles for.

const KEYWORDS = "False None True and as assert async await break class continue def del elif else "
  + "except finally for from global if import in is lambda match nonlocal not or pass raise return "
  + "try while with yield";
const kinds = [
  ["c1", /#[^\n]*/],
  ["s2", /[rbfuRBFU]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$))/],
  ["s2", /[rbfuRBFU]{0,2}(?:"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)/],
  ["mi", /\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?)/],
  ["k", new RegExp(`\\b(?:${KEYWORDS.split(" ").join("|")})\\b`)],
  ["n", /[\p{L}_][\p{L}\p{N}_]*/u],
];
const token = new RegExp(kinds.map(([, rule]) => `(${rule.source})`).join("|"), "gu");

// Fills an element with the text as coloured spans.
export function highlight(element, text) {
  const parts = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(token)) {
    parts.append(text.slice(at, match.index));
    const span = document.createElement("span");
    span.className = kinds[match.slice(1).findIndex((group) => group !== undefined)][0];
    span.textContent = match[0];
    parts.append(span);
    at = match.index + match[0].length;
  }
  parts.append(`${text.slice(at)}\n`); // a last line that is empty has its height
  element.replaceChildren(parts);
}
