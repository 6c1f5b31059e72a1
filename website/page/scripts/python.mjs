// One Python in a worker, seen from the page: start, run, stop, and start again.

export const SECONDS = 20; // that a cell may run

export class Stopped extends Error {} // by the reader, or by the time limit
export class Broken extends Error {} // Python itself ended, or could not begin

// What is wrong, in a sentence, where this browser cannot run Python at all.
export function lacking() {
  const old = "This browser is too old to run Python in a page.";
  if (!window.WebAssembly || !window.Worker || !window.DecompressionStream) return old;
  if (location.protocol === "file:") {
    return "Python runs in pages that come from a server, not from a file. Run `make serve`.";
  }
  return "";
}

export class Python {
  #worker = null;
  #waiting = new Map();
  #count = 0;
  #started = null;
  files = []; // texts that belong into the folder of the cells
  onprogress = () => {};
  onrestart = () => {}; // called when everything that cells have defined is gone

  // Resolves once Python is ready; starts it where it does not run.
  start() {
    this.#started ??= this.#start().catch((error) => {
      this.#end();
      throw error;
    });
    return this.#started;
  }

  async #start() {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Broken(event.message
        ? `Python has ended: ${event.message}`
        : "This browser does not let the page start Python."));
    };
    await this.#ask("start");
    for (const file of this.files) await this.#ask("write", file);
  }

  #receive(data) {
    if (data.loaded !== undefined || data.stage) return this.onprogress(data);
    const { resolve, reject } = this.#waiting.get(data.id) ?? {};
    this.#waiting.delete(data.id);
    if (data.failure) reject?.(new Broken(data.failure));
    else resolve?.(data.result);
  }

  #ask(action, data = {}) {
    const id = ++this.#count;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#worker.postMessage({ ...data, id, action });
    return answer;
  }

  #fail(error) {
    const waiting = [...this.#waiting.values()];
    this.#end();
    for (const { reject } of waiting) reject(error);
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = this.#started = null;
    this.#waiting.clear();
    this.onrestart();
  }

  // Ends what runs; the next cell starts Python again.
  stop(reason = "") {
    if (this.#worker) this.#fail(new Stopped(reason));
  }

  // Runs one cell; returns { shown, error }. Throws Stopped or Broken.
  async run(name, source, seconds = SECONDS) {
    await this.start();
    const clock = setTimeout(() => this.stop("time"), 1000 * seconds);
    try {
      return await this.#ask("run", { name, source });
    } catch (error) {
      if (error instanceof Broken && this.#worker) this.#end(); // WebAssembly does not go on
      throw error;
    } finally {
      clearTimeout(clock);
    }
  }

  async figures() {
    await this.start();
    return this.#ask("figures");
  }

  async needed(sources, index) {
    await this.start();
    return (await this.#ask("needed", { sources, index })).cells;
  }
}
