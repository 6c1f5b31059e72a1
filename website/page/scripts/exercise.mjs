// A problem set in the page: editors, checks, points.
import { Answers } from "./answers.mjs";
import { button, el, takePlace } from "./dom.mjs";
import { Editor } from "./editor.mjs";
import { ladder } from "./hints.mjs";
import { role, text } from "./notebook.mjs";
import { Runner } from "./runner.mjs";
import { toolbar } from "./toolbar.mjs";

const fetched = async (address) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return response;
};

// Turns the cells of the page into editors and buttons. `box` is the offer that it takes the place
// of; Python starts at once, or with the first check.
export async function open(page, box, start) {
  const of = (name) => fetched(new URL(`./sets/${page.set}/${name}`, import.meta.url));
  const [released, diagnoses, help] = await Promise.all([
    fetched(page.notebook).then((response) => response.json()),
    of("diagnoses.json").then((response) => response.text(), () => null),
    of("help.json").then((response) => response.json(), () => ({})),
  ]);
  const answers = new Answers(page.set);
  const cells = released.cells.filter((cell) => cell.cell_type === "code").map((cell) => ({
    role: role(cell),
    name: cell.metadata.nbgrader?.grade_id ?? cell.id,
    points: cell.metadata.nbgrader?.points ?? 0,
    released: text(cell),
    element: document.getElementById(`cell-${cell.id}`),
    output: el("div", { class: "nn-output" }),
  })).filter((cell) => cell.element);
  cells.forEach((cell, i) => {
    if (cell.role === "test") cell.answer = cells.slice(0, i).findLast((one) => one.role === "answer");
  });
  const set = { page, released, answers, cells, help };
  set.runner = new Runner(set, diagnoses === null ? [] : [{ name: "diagnoses.json", text: diagnoses }]);
  set.bar = toolbar(set);
  takePlace(box, set.bar.element);
  for (const cell of cells) build[cell.role]?.(set, cell);
  set.bar.update();
  if (start) await set.runner.start();
}

const build = {
  answer(set, cell) {
    const test = () => set.cells.find((one) => one.answer === cell);
    let pause;
    const keep = () => {
      clearTimeout(pause);
      set.answers.set(cell.name, cell.editor.text, cell.released);
      set.bar.update();
    };
    cell.editor = new Editor(`Your answer: ${cell.name}`, set.answers.get(cell.name) ?? cell.released, {
      onchange() {
        clearTimeout(pause);
        pause = setTimeout(keep, 300);
      },
      onrun: () => set.runner.check(test()),
    });
    cell.keep = keep;
    addEventListener("pagehide", () => { if (pause) keep(); });
    cell.element.classList.add("nn-open");
    cell.element.prepend(cell.editor.element, el("div", { class: "nn-row" },
      button(`Check ${cell.name}`, () => set.runner.check(test())),
      button("Reset", () => {
        if (!confirm(`Take back what you wrote for ${cell.name}?`)) return;
        cell.editor.text = cell.released;
        keep();
      }, { class: "nn-button nn-small", "aria-label": `Reset ${cell.name}` })),
    ladder(cell.name, set.help[cell.name]) ?? "", cell.output);
  },

  // The tests can be read; what they say appears below the answer.
  test(set, cell) {
    const details = el("details", {}, el("summary", {}, `The tests of ${cell.name.replace(/^test_/, "")}`));
    cell.element.before(details);
    details.append(cell.element);
    cell.answer.output.after(cell.output);
  },

  extra(set, cell) {
    const draws = /@drawing|coursebook\.figures|matplotlib/.test(cell.released);
    const words = draws ? `Draw (Matplotlib, ${set.page.figures}, once)` : "Run";
    cell.element.append(el("div", { class: "nn-row" }, button(words, () => set.runner.extra(cell))), cell.output);
  },
};
