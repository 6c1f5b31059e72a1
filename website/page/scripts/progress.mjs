// What a reader has done in all problem sets, from what this browser keeps; and all of it as one file.
import { everything, forget, PREFIX, restore } from "./answers.mjs";
import { button, el } from "./dom.mjs";
import { download } from "./notebook.mjs";

const KIND = "progress in Neural Networks, Line by Line";
const rounded = (number) => `${Math.round(100 * number) / 100}`;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// A row of the table: the set, and what is kept of it.
function row(set, kept) {
  const place = new URL(`../exercises/${set.name}/${set.name}.html`, import.meta.url);
  const results = Object.entries(kept?.results ?? {}).filter(([name]) => name in set.points);
  const passed = results.filter(([, result]) => result.score === result.points).length;
  const cells = set.runs
    ? [`${passed} of ${Object.keys(set.points).length}`,
      `${rounded(sum(results.map(([, result]) => result.score)))} of ${sum(Object.values(set.points))}`,
      kept?.when ? new Date(kept.when).toLocaleDateString() : "not begun"]
    : ["done in JupyterLab", `of ${sum(Object.values(set.points))}`, ""];
  return el("tr", {}, el("th", { scope: "row" }, el("a", { href: place.href }, set.title)),
    ...cells.map((text) => el("td", {}, text)));
}

function table(sets, kept) {
  const heads = ["Problem set", "Exercises passed", "Points", "Last change"];
  return el("div", { class: "pst-scrollable-table-container" }, el("table", { class: "table" },
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...sets.map((set) => row(set, kept[set.name])))));
}

// Reads an exported file; throws an Error that says what is wrong with it.
function opened(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("This file is no saved progress: it cannot be read as JSON.");
  }
  if (content?.kind !== KIND || typeof content.sets !== "object" || content.sets === null) {
    throw new Error("This file is no saved progress of this course.");
  }
  return content.sets;
}

export async function open(place) {
  const response = await fetch(new URL("./sets.json", import.meta.url));
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const sets = await response.json();
  const status = el("p", { role: "status", class: "nn-status" });
  const shown = el("div");
  const draw = () => {
    const { kept, isKept } = everything();
    shown.replaceChildren(table(sets, kept));
    if (!isKept) status.textContent = "This browser keeps nothing for these pages (private mode, or its storage is off).";
  };
  const file = el("input", { type: "file", accept: ".json", class: "nn-hidden", id: "nn-file", tabindex: "-1",
    "aria-label": "A file with saved progress",
    onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      try {
        const found = opened(await chosen.text());
        const { kept } = everything();
        const both = Object.keys(found).filter((name) => name in kept);
        if (!both.length || confirm(`Put what this file holds in place of what is kept here of: ${both.join(", ")}?`)) {
          const count = restore(found, sets.map((set) => set.name));
          status.textContent = `${count} problem ${count === 1 ? "set" : "sets"} of ${chosen.name} ${count === 1 ? "is" : "are"} here now.`;
        }
      } catch (error) {
        status.textContent = error.message;
      }
      file.value = "";
      draw();
    } });
  place.replaceChildren(shown, el("div", { class: "nn-row" },
    button("Save as a file", () => {
      const content = { kind: KIND, version: 1, sets: everything().kept };
      download("progress.json", `${JSON.stringify(content, null, 1)}\n`, "application/json");
      status.textContent = "progress.json is in your downloads.";
    }),
    button("Open a file", () => file.click()), file,
    button("Forget everything", () => {
      if (!confirm("Forget all answers and points in this browser? Save them as a file first to keep them.")) return;
      forget();
      status.textContent = "This browser keeps no answers of this course any more.";
      draw();
    })), status);
  addEventListener("storage", ({ key }) => { if (key === null || key.startsWith(PREFIX)) draw(); });
  draw();
}
