// One Python in a worker, seen from the page: start, run, stop, and start again.

export const SECONDS = 20; // that a cell may run

export class Stopped extends Error {} // by the reader, or by the time limit
export class Broken extends Error {} // Python itself ended, or could not begin
export class Blocked extends Error {} // this browser has no worker for the page; a whole sentence

// What is wrong, in a sentence, where this browser cannot run Python at all.
export function lacking() {
  const old = "This browser is too old to run Python in a page.";
  return window.WebAssembly && window.Worker && window.DecompressionStream ? "" : old;
}

// Why Python itself has ended while it ran something, as a sentence, where one can tell. What calls
// itself from inside of Python's own code, say in `__repr__`, uses up the browser's stack before
// Python has counted a thousand calls.
export function whyEnded({ message }, where) {
  if (/out of memory|allocation failed/i.test(message)) return `Python ran out of memory in ${where}.`;
  if (/call stack|recursion/i.test(message)) {
    return `Python had no room left for calls within calls: ${where} probably calls itself without end, or nests too deeply.`;
  }
  return "";
}

const script = new URL("./worker.mjs", import.meta.url);
const BLOCKED = "This browser, or a filter between it and the site, does not let the page start Python.";

// A worker that the page itself makes is bound by the page's content policy; one that is loaded from
// an address would have a policy of its own, that is, none.
function made() {
  try {
    const text = new Blob([`import ${JSON.stringify(script.href)};`], { type: "text/javascript" });
    const address = URL.createObjectURL(text);
    const worker = new Worker(address, { type: "module" });
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return worker;
  } catch {
    throw new Blocked(BLOCKED);
  }
}

// Why a worker has ended without a word: its script could not be loaded, or is not let run.
const whyUnloaded = () => fetch(script, { cache: "no-store" }).then(
  (response) => (response.ok ? new Blocked(BLOCKED) : new Broken(`the server answers ${response.status}`)),
  () => new Broken("the site does not answer"));

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
    if (lacking()) return Promise.reject(new Blocked(lacking()));
    this.#started ??= this.#start().catch((error) => {
      this.#end();
      throw error;
    });
    return this.#started;
  }

  async #start() {
    const worker = this.#worker = made();
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = async (event) => {
      event.preventDefault();
      const error = event.message ? new Broken(`Python has ended: ${event.message}`) : await whyUnloaded();
      if (this.#worker === worker) this.#fail(error);
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
