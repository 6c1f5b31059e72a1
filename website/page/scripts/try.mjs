// Cells to try in a chapter: change a number, press Run, see text, table or figure.
import { button, el, takePlace, turnOff } from "./dom.mjs";
import { Editor } from "./editor.mjs";
import { keepOffline } from "./keep.mjs";
import { text } from "./notebook.mjs";
import { sentence, show } from "./outputs.mjs";
import { Blocked, lacking, Python, SECONDS, Stopped, whyEnded } from "./python.mjs";

const draws = /coursebook\.figures|matplotlib/;

export async function open(page, box, start) {
  const response = await fetch(page.notebook);
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const { cells } = await response.json();
  const code = cells.filter((cell) => cell.cell_type === "code")
    .map((cell) => ({ id: cell.id, released: text(cell) }));
  const status = el("p", { role: "status", class: "nn-status" }, lacking());
  const meter = el("progress", { max: "1", value: "0", "aria-label": "Loading Python", hidden: true });
  const python = new Python();
  python.onprogress = ({ loaded, total, stage }) => {
    meter.hidden = Boolean(stage);
    if (stage) status.textContent = "Starting Python…";
    else meter.value = loaded / total;
  };
  python.onrestart = () => { for (const cell of code) cell.ran = undefined; };
  let isBusy = false;

  // The cell as the reader has it, after the earlier cells that make the names it uses.
  const run = async (cell) => {
    const written = code.map((one) => one.editor?.text ?? one.released);
    const needed = await python.needed(written, code.indexOf(cell));
    if ([...needed.map(([, source]) => source), cell.editor.text].some((source) => draws.test(source))) {
      status.textContent = `Loading Matplotlib (${page.figures}, once)…`;
      await python.figures();
    }
    for (const [i, source] of needed) {
      if (code[i].ran === source) continue;
      const result = await python.run(code[i].id, source);
      if (result.error) return result;
      code[i].ran = source;
    }
    status.textContent = "Running…";
    const result = await python.run(cell.id, cell.editor.text);
    cell.ran = cell.editor.text;
    return result;
  };
  const press = async (cell) => {
    if (isBusy) return;
    isBusy = true;
    status.textContent = "Running…";
    stops.forEach((stop) => turnOff(stop, false));
    try {
      show(cell.output, await run(cell), cell.editor);
      cell.element.querySelector(":scope > .cell_output")?.setAttribute("hidden", "");
      status.textContent = "Done: see below the cell.";
    } catch (error) {
      const why = error instanceof Blocked ? error.message : error instanceof Stopped
        ? `Stopped${error.message === "time" ? ` after ${SECONDS} seconds` : ""}.`
        : whyEnded(error, "this cell") || `Python could not go on: ${error.message}.`;
      sentence(cell.output, `${why} It starts again with the next press of Run.`);
      status.textContent = why;
    } finally {
      isBusy = false;
      stops.forEach((stop) => turnOff(stop, true));
    }
  };

  const stops = [];
  code.forEach((cell) => {
    cell.element = document.getElementById(`cell-${cell.id}`);
    if (!cell.element) return;
    cell.editor = new Editor("Try it: code to change", cell.released, { onrun: () => press(cell) });
    cell.output = el("div", { class: "nn-output" });
    const stop = button("Stop", () => python.stop("reader"), { "aria-disabled": "true", class: "nn-button nn-small" });
    stops.push(stop);
    cell.element.classList.add("nn-open");
    cell.element.prepend(cell.editor.element, el("div", { class: "nn-row" },
      button("Run", () => press(cell)), stop,
      button("As it was", () => {
        cell.editor.text = cell.released;
        cell.output.replaceChildren();
        cell.element.querySelector(":scope > .cell_output")?.removeAttribute("hidden");
      }, { class: "nn-button nn-small" })), cell.output);
  });
  takePlace(box, el("section", { class: "nn-bar", "aria-label": "Python in this page", tabindex: "-1" }, meter, status,
    el("p", { id: "nn-keys", class: "nn-small-print" },
      "In a cell to try, Ctrl + Enter runs it, Ctrl + ] and Ctrl + [ indent, and Tab leaves the editor.")));
  if (!start) return;
  try {
    await python.start();
    status.textContent = "Python is ready: change a cell marked “Try it” and press Run.";
    keepOffline();
  } catch (error) {
    status.textContent = error instanceof Blocked ? error.message
      : `Python could not be started: ${error.message}. Check the connection and press Run.`;
  }
}
