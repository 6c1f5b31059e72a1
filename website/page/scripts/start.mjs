// The first script of a page with exercises or cells to try: it offers Python, and loads the rest
// when a reader takes the offer or has answers here from before.
import { button, el, megabytes, turnOff } from "./dom.mjs";

const script = document.getElementById("page-python");
export const page = {
  offers: script.dataset.offers,
  set: script.dataset.set,
  notebook: new URL(`../${script.dataset.notebook}`, import.meta.url),
  progress: new URL("../chapters/progress.html", import.meta.url),
  figures: megabytes(script.dataset.figures),
};

function hasAnswers() {
  try {
    return localStorage.getItem(`nn-answers:${page.set}`) !== null;
  } catch {
    return false; // a browser that keeps nothing
  }
}

// Launch buttons of the page's header, where the book has an address: [words, address].
const elsewhere = () => [...document.querySelectorAll(".dropdown-launch-buttons a")]
  .map((link) => [link.textContent.trim(), link.href]);

function explainKeras() {
  const links = elsewhere().map(([words, href]) => el("li", {}, el("a", { href }, words)));
  return el("section", { class: "nn-offer", "aria-label": "Where to do this set" },
    el("p", {}, el("strong", {}, "This set is done in JupyterLab. "),
      "It uses Keras, which runs on a computer or a server and not in a page."),
    links.length ? el("p", {}, "Without an installation, open it in:") : null,
    links.length ? el("ul", {}, ...links)
      : el("p", {}, "On your computer, run ", el("code", {}, "make lab"), " in the course's folder."));
}

function offer() {
  const status = el("p", { role: "status" });
  const box = el("section", { class: "nn-offer", "aria-label": "Python in this page" });
  const begin = button(`Start Python here (${megabytes(script.dataset.start)}, once)`, async () => {
    turnOff(begin, true);
    status.textContent = "Loading…";
    try {
      await open(box, true);
    } catch (error) {
      turnOff(begin, false);
      status.textContent = `The page could not load its editors (${error.message}). `
        + "Check the connection and press the button again.";
    }
  });
  const does = page.offers === "set"
    ? "Do this set in the page: write each answer here and have it checked."
    : "Change the cells marked “Try it” and run them, here in the page.";
  box.append(
    el("p", {}, el("strong", {}, does), " Python runs in your browser: nothing to install, no account. ",
      "What you write stays in this browser", page.offers === "set"
        ? " until you download your notebook and hand it in." : "."),
    begin, status);
  return box;
}

async function open(box, start) {
  const { open: openCells } = await (page.offers === "set" ? import("./exercise.mjs") : import("./try.mjs"));
  await openCells(page, box, start);
}

async function showProgress() {
  const place = document.getElementById("progress-table");
  try {
    const { open: openProgress } = await import("./progress.mjs");
    await openProgress(place);
  } catch (error) {
    place.textContent = `Your progress could not be shown (${error.message}). Check the connection and load the page again.`;
  }
}

if (page.offers === "progress") showProgress();
else {
  const first = document.querySelector("article section section, article .cell");
  const box = page.offers === "keras" ? explainKeras() : offer();
  first?.before(box);
  if (page.offers === "set" && hasAnswers()) open(box, false);
}
