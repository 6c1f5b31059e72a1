// What a reader has typed, kept in this browser: one entry per page, with the version of its form.

const VERSION = 1;
export const PREFIX = "nn-answers:";

export class Answers {
  #key;
  #saved = { version: VERSION, answers: {}, results: {} };
  isKept = true; // false where the browser keeps nothing
  onelsewhere = () => {}; // another tab has changed something

  constructor(set) {
    this.#key = PREFIX + set;
    try {
      const text = localStorage.getItem(this.#key);
      const saved = text && JSON.parse(text);
      if (saved?.version === VERSION) this.#saved = saved;
      localStorage.setItem(`${PREFIX}test`, "1");
      localStorage.removeItem(`${PREFIX}test`);
    } catch {
      this.isKept = false;
    }
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== this.#key || !newValue) return;
      this.onelsewhere(JSON.parse(newValue).answers);
      this.#saved = JSON.parse(newValue);
    });
  }

  get isEmpty() { return Object.keys(this.#saved.answers).length === 0; }

  // The answer of an exercise, or undefined.
  get(name) { return this.#saved.answers[name]; }

  get results() { return this.#saved.results; }

  // Keeps an answer; one that is as it was released is not kept.
  set(name, text, released) {
    if (text === released) delete this.#saved.answers[name];
    else this.#saved.answers[name] = text;
    this.#write();
  }

  // Keeps what the last check of an exercise gave: { score, points }, or forgets it (null).
  setResult(name, result) {
    if (result) this.#saved.results[name] = result;
    else delete this.#saved.results[name];
    this.#write();
  }

  clear() {
    this.#saved = { version: VERSION, answers: {}, results: {} };
    this.#write();
  }

  #write() {
    try {
      this.#saved.when = new Date().toISOString();
      if (this.isEmpty && !Object.keys(this.results).length) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify(this.#saved));
    } catch {
      this.isKept = false;
    }
  }
}

// What is kept of all sets, by name; `isKept` is false where the browser keeps nothing.
export function everything() {
  const kept = {};
  try {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      const saved = JSON.parse(localStorage.getItem(key));
      if (saved?.version === VERSION) kept[key.slice(PREFIX.length)] = saved;
    }
    return { kept, isKept: true };
  } catch {
    return { kept, isKept: false };
  }
}

// Keeps these sets, of those that the course has, in place of what was kept; returns how many.
// A file can hold anything: of each set only texts are taken for answers, and numbers for results.
export function restore(sets, names) {
  const found = Object.entries(sets).filter(([name, saved]) => names.includes(name) && saved?.version === VERSION);
  for (const [name, { answers, results, when }] of found) {
    const texts = Object.entries(answers ?? {}).filter(([, text]) => typeof text === "string");
    const scores = Object.entries(results ?? {})
      .filter(([, one]) => Number.isFinite(one?.score) && Number.isFinite(one?.points))
      .map(([exercise, { score, points }]) => [exercise, { score, points }]);
    localStorage.setItem(PREFIX + name, JSON.stringify({
      version: VERSION, answers: Object.fromEntries(texts), results: Object.fromEntries(scores), when: String(when ?? ""),
    }));
  }
  return found.length;
}

export function forget() {
  for (const name of Object.keys(everything().kept)) localStorage.removeItem(PREFIX + name);
}
