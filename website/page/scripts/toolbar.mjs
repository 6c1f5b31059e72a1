// The bar of a problem set: state of Python, points, and what is done with the whole notebook.
import { button, el, turnOff } from "./dom.mjs";
import { answersIn, download, filled } from "./notebook.mjs";

export function toolbar(set) {
  const { answers, cells } = set;
  const status = el("p", { role: "status", class: "nn-status" });
  const meter = el("progress", { max: "1", value: "0", "aria-label": "Loading Python", hidden: true });
  const points = el("p", { class: "nn-points" });
  const all = button("Run all", () => set.runner.all());
  const stop = button("Stop", () => set.runner.stop(), { "aria-disabled": "true" });
  const tests = () => cells.filter((cell) => cell.role === "test");
  const editors = () => cells.filter((cell) => cell.editor);
  const total = () => tests().reduce((sum, test) => sum + test.points, 0);

  const take = (found, how) => {
    for (const cell of editors()) {
      if (found[cell.name] === undefined) continue;
      cell.editor.text = found[cell.name];
      cell.keep();
    }
    bar.tell(how);
  };
  const file = el("input", { type: "file", accept: ".ipynb", id: "nn-file", class: "nn-hidden",
    tabindex: "-1", "aria-label": "A notebook of this set",
    onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      try {
        const found = answersIn(await chosen.text(), set.released);
        const differs = editors().some((cell) => cell.editor.text !== cell.released
          && cell.editor.text !== (found[cell.name] ?? cell.editor.text));
        if (!differs || confirm("Put the answers of this notebook in place of those here?")) {
          take(found, `The answers of ${chosen.name} are here now.`);
        }
      } catch (error) {
        bar.tell(error.message);
      }
      file.value = "";
    } });
  const save = button("Download my notebook", () => {
    const written = Object.fromEntries(editors().map((cell) => [cell.name, cell.editor.text]));
    download(`${set.page.set}.ipynb`, filled(set.released, written));
    bar.tell(`${set.page.set}.ipynb is in your downloads: this file is what you hand in.`);
  });
  const reset = button("Reset all", () => {
    if (!confirm("Take back everything you wrote in this set? Download your notebook first to keep it.")) return;
    for (const cell of cells) {
      cell.output.replaceChildren();
      cell.isShown = false;
      if (cell.editor) cell.editor.text = cell.released;
    }
    answers.clear();
    bar.tell("The set is as it was released.");
    bar.update();
  });

  answers.onelsewhere = (found) => {
    const differs = editors().some((cell) => (found[cell.name] ?? cell.released) !== cell.editor.text);
    if (!differs) return;
    status.replaceChildren("This set is open in another tab too, and was changed there. ",
      button("Take the answers from there", () => {
        take(Object.fromEntries(editors().map((cell) => [cell.name, found[cell.name] ?? cell.released])),
          "The answers of the other tab are here now.");
      }, { class: "nn-button nn-small" }));
  };

  const bar = {
    element: el("section", { class: "nn-bar", "aria-label": "Python in this page", tabindex: "-1" },
      el("div", { class: "nn-row" }, points, all, stop, save,
        button("Open a notebook", () => file.click()), file, reset),
      meter, status,
      el("p", { id: "nn-keys", class: "nn-small-print" },
        "In an answer, Ctrl + Enter checks it, Ctrl + ] and Ctrl + [ indent, and Tab leaves the editor. "
        + "Points here are practice: what counts is the notebook that you hand in, graded with further tests. ",
        el("a", { href: set.page.progress.href }, "My progress in all sets"))),

    tell(words) { status.textContent = words; },

    progress({ loaded, total: size, stage }) {
      meter.hidden = Boolean(stage);
      if (stage) bar.tell("Starting Python…");
      else {
        meter.value = loaded / size;
        if (!status.textContent.startsWith("Loading")) bar.tell("Loading Python…");
      }
    },

    runs(cell) { bar.element.dataset.runs = cell.name; },

    points() {
      const earned = Object.values(answers.results).reduce((sum, result) => sum + result.score, 0);
      return `Points so far: ${Math.round(100 * earned) / 100} of ${total()}`;
    },

    update() {
      points.textContent = bar.points();
      turnOff(stop, !set.runner?.isBusy);
      turnOff(all, Boolean(set.runner?.isBusy));
      bar.element.dataset.state = set.runner?.isBusy ? "busy" : "idle";
      const old = bar.element.querySelector(".nn-warning");
      if (!answers.isKept && !old) {
        bar.element.append(el("p", { class: "nn-warning" },
          "This browser keeps nothing for this page (private mode, or its storage is off or full): "
          + "download your notebook before you close it."));
      }
    },
  };
  return bar;
}
