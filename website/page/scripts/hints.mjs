// A ladder of help to an exercise: its hints one after the other, the last a worked step, and then the
// solution, where the build gives it away.
import { button, el } from "./dom.mjs";
import { highlight } from "./highlight.mjs";
import { html } from "./outputs.mjs";

// The part of the page for an exercise: `help` is { hints: [HTML], solution: code or nothing }.
export function ladder(name, help) {
  const hints = help?.hints ?? [];
  const steps = hints.map((text, i) => ({
    title: i < hints.length - 1 ? `Hint ${i + 1} of ${hints.length}` : `Hint ${i + 1} of ${hints.length}: a worked step`,
    body: () => html(text),
  }));
  if (help?.solution) steps.push({ title: "Solution", body: () => code(help.solution) });
  if (!steps.length) return null;
  const shown = el("div");
  let next = 0;
  const more = button("", () => {
    const { title, body } = steps[next];
    next += 1;
    // It gets the focus, so that a screen reader reads it and Tab goes on to the next step.
    const section = el("section", { class: "nn-hint", tabindex: "-1", "aria-label": `${title} for ${name}` },
      el("p", {}, el("strong", {}, title)), body());
    shown.append(section);
    section.focus();
    window.MathJax?.typesetPromise?.([section]);
    label();
  }, { class: "nn-button nn-small" });
  const label = () => {
    more.hidden = next === steps.length;
    if (!more.hidden) more.textContent = `${steps[next].title} for ${name}`;
  };
  label();
  return el("div", { class: "nn-help" }, shown, more);
}

function code(text) {
  const lines = el("pre", { tabindex: "0", "aria-label": "Code", role: "group" });
  highlight(lines, text.trimEnd());
  return el("div", { class: "highlight" }, lines);
}
