// The notebook that is handed in: the released one with the reader's answers, and back.

export const text = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);
const lines = (source) => source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const nameOf = (cell) => cell.metadata?.nbgrader?.solution && cell.metadata.nbgrader.grade_id;

// The role of a code cell, as the build has it.
export function role({ metadata }) {
  const grading = metadata.nbgrader;
  return !grading ? "extra" : grading.solution ? "answer" : grading.grade ? "test" : "given";
}

// Returns the text of an .ipynb with these answers, by the name of the answer cell.
export function filled(released, answers) {
  const notebook = structuredClone(released);
  for (const cell of notebook.cells) {
    const answer = answers[nameOf(cell)];
    if (answer !== undefined) cell.source = lines(answer);
  }
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

// Returns the answers in the text of an .ipynb; throws an Error that says what is wrong with it.
export function answersIn(content, released) {
  let notebook;
  try {
    notebook = JSON.parse(content);
  } catch {
    throw new Error("This file is no notebook: it cannot be read as JSON.");
  }
  if (!Array.isArray(notebook?.cells)) {
    throw new Error("This file is no notebook: it has no cells.");
  }
  const names = new Set(released.cells.map(nameOf).filter(Boolean));
  const found = notebook.cells.filter((cell) => names.has(nameOf(cell)));
  if (!found.length) {
    throw new Error("This notebook belongs to another problem set: none of its answers is asked here.");
  }
  return Object.fromEntries(found.map((cell) => [nameOf(cell), text(cell)]));
}

export function download(name, content, type = "application/x-ipynb+json") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
