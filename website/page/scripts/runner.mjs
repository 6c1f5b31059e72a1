// Runs the cells of a problem set in order, as "Restart and run all up to here" would.
import { keepOffline } from "./keep.mjs";
import { sentence, show } from "./outputs.mjs";
import { Blocked, Broken, Python, SECONDS, Stopped, whyEnded } from "./python.mjs";

export class Runner {
  #set;
  #isBusy = false;
  constructor(set, files) {
    this.#set = set;
    this.python = new Python();
    this.python.files = files;
    this.python.onprogress = (step) => set.bar.progress(step);
    this.python.onrestart = () => { for (const cell of set.cells) cell.ran = undefined; };
  }

  get isBusy() { return this.#isBusy; }

  async start() {
    await this.#busy(async () => {
      await this.python.start();
      this.#set.bar.tell("Python is ready.");
      keepOffline(); // goes on beside what the reader does
    });
  }

  check(test) {
    return this.#busy(async () => {
      this.#set.bar.tell(`Checking ${test.answer.name}…`);
      const last = await this.#upTo(test, (cell) => cell === test || cell.isShown);
      if (last) this.#set.bar.tell(last);
    });
  }

  all() {
    return this.#busy(async () => {
      this.python.stop(); // as after a restart
      this.#set.bar.tell("Running all cells…");
      const tests = this.#set.cells.filter((cell) => cell.role === "test");
      await this.#upTo(tests.at(-1), () => true);
      this.#set.bar.tell(this.#set.bar.points());
    });
  }

  // A figure or the table of points: with the cells that it needs.
  extra(cell) {
    return this.#busy(async () => {
      const { cells } = this.#set;
      const at = cells.indexOf(cell);
      this.#set.bar.tell("Running…");
      await this.#upTo(cells.slice(0, at).findLast((one) => one.role === "test"), (one) => one.isShown);
      const needed = await this.python.needed(cells.map((one) => one.released), at);
      const run = [...needed.map(([i]) => cells[i]).filter((one) => one.role === "extra"), cell];
      if (run.some((one) => /coursebook\.figures|matplotlib/.test(one.released))) {
        await this.python.figures();
      }
      for (const one of run) {
        if (one !== cell && one.ran) continue;
        const result = await this.python.run(one.name, one.released);
        one.ran = one.released;
        if (one === cell) show(cell.output, result);
      }
      this.#set.bar.tell("Done: see below the cell.");
    });
  }

  stop() { this.python.stop("reader"); }

  // Runs what has changed before a test, and the test; returns its title, for the status line.
  async #upTo(target, isShown) {
    const { cells } = this.#set;
    let told = "";
    for (const cell of cells.slice(0, cells.indexOf(target) + 1)) {
      if (cell.role === "given" && cell.ran === undefined) await this.#runGiven(cell);
      if (cell.role === "answer") await this.#runAnswer(cell, cell === target.answer || isShown(cell));
      if (cell.role === "test" && (cell === target || isShown(cell) || cell.ran === undefined
                                   || cell.ran !== cell.answer.ran)) {
        told = await this.#runTest(cell, isShown(cell));
      }
    }
    return told;
  }

  // A given cell must run: what comes after it would be judged without what it defines.
  async #runGiven(cell) {
    const { error } = await this.#run(cell, cell.released);
    if (error) throw new Error(`the cell ${cell.name} ends with ${error.kind}: ${error.message}`);
  }

  async #run(cell, source) {
    this.#set.bar.runs(cell);
    const result = await this.python.run(cell.name, source);
    cell.ran = source;
    return result;
  }

  // The reader's code; in place of what never ended or broke Python, the blank one, until it is
  // changed: the cells after it then find what they need.
  #codeOf(cell) {
    return cell.editor.text === cell.broke ? cell.released : cell.editor.text;
  }

  async #runAnswer(cell, isShown) {
    const source = this.#codeOf(cell);
    if (cell.ran === source) return;
    const result = await this.#attempt(cell, cell, source);
    cell.fails = Boolean(result?.error);
    if (result && (isShown || result.error === null)) show(cell.output, result, cell.editor);
  }

  async #runTest(cell, isShown) {
    const { answer } = cell;
    const name = answer.name;
    if (isShown) cell.isShown = true;
    if (answer.editor.text === answer.broke && answer.ran !== answer.released) {
      await this.#runAnswer(answer, false);
    }
    const result = await this.#attempt(answer, cell, cell.released);
    cell.ran = answer.ran;
    if (!result || !isShown) return "";
    if (answer.editor.text === answer.broke) return ""; // what is shown says why
    if (answer.fails) {
      this.#set.answers.setResult(name, null);
      sentence(cell.output, "Not checked: the code above does not run yet.");
      return `${name}: not checked, the code does not run yet.`;
    }
    const told = result.shown.find((entry) => entry.report)?.report;
    show(cell.output, told ? { shown: result.shown.filter((entry) => entry.report), error: null } : result);
    this.#set.answers.setResult(name, told ? { score: told.score, points: told.points } : null);
    this.#set.bar.update();
    return told ? [told.title, ...told.lines.slice(0, 1)].join(" ") : `${name}: the tests did not end.`;
  }

  // Runs a cell with the code of an answer. Where that does not come back, says so, starts Python
  // again, and has everything before it run again with the blank answer in its place.
  async #attempt(answer, cell, source) {
    try {
      return await this.#run(cell, source);
    } catch (error) {
      const byReader = error instanceof Stopped && error.message === "reader";
      if (!byReader && !(error instanceof Stopped) && !(error instanceof Broken)) throw error;
      const why = byReader ? "You stopped Python."
        : error instanceof Stopped ? `Stopped after ${SECONDS} seconds: \`${answer.name}\` probably never ends.`
        : whyEnded(error, `\`${answer.name}\``)
          || `Python itself ended in \`${answer.name}\` (${error.message.split("\n")[0]}).`;
      const output = this.#set.cells.find((one) => one.answer === answer)?.output ?? answer.output;
      sentence(output, `${why} It starts again with the next check; nothing you typed is lost.`);
      this.#set.answers.setResult(answer.name, null);
      this.#set.bar.update();
      this.#set.bar.tell(why.replaceAll("`", ""));
      if (byReader) throw error;
      answer.broke = answer.editor.text;
      const { cells } = this.#set;
      const target = cells.slice(0, cells.indexOf(cell)).findLast((one) => one.role === "test");
      if (target) await this.#upTo(target, () => false);
      await this.#runAnswer(answer, false);
      this.#set.bar.tell(why.replaceAll("`", ""));
      return null;
    }
  }

  async #busy(work) {
    if (this.#isBusy) {
      this.#set.bar.tell("Python is busy; press Stop to end what runs.");
      return;
    }
    this.#isBusy = true;
    for (const cell of this.#set.cells) if (cell.keep) cell.keep();
    this.#set.bar.update();
    try {
      await work();
    } catch (error) {
      if (error instanceof Stopped) this.#set.bar.tell("Python was stopped; the next check starts it again.");
      else if (error instanceof Blocked) {
        this.#set.bar.tell(`${error.message} Write here and download the notebook, or do the set in JupyterLab.`);
      }
      else {
        this.#set.bar.tell(navigator.onLine === false
          ? "There is no connection, and Python is not kept in this browser yet. Connect and try again."
          : `Python could not go on: ${error.message}. Check the connection and try again; what you typed is kept.`);
      }
    } finally {
      this.#isBusy = false;
      this.#set.bar.update();
    }
  }
}
