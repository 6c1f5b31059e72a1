// What the pages need at the reader's side: boxes that scroll are reachable, and paper is light.

// A box that is too small for what it holds scrolls. Where it does, the Tab key reaches it and a
// screen reader says what it is; where it does not, it is no stop on the way.
(() => {
  const kinds = [
    ["pre", "Code or text"],
    [".pst-scrollable-table-container, .output:has(table)", "Table"],
    [".cell_input, .cell_output, .cell_output > .output", "Output"],
    ["span.math, div.math mjx-container", "Formula"],
  ];
  const boxes = `.bd-article :is(${kinds.map(([kind]) => kind).join(", ")})`;

  const update = (box) => {
    const { overflowX, overflowY } = getComputedStyle(box);
    const wide = box.matches("span.math") // scrolls only once it has a role; a serif may stick out
      ? box.scrollWidth > box.clientWidth + 1
      : /auto|scroll/.test(overflowX) && box.scrollWidth > box.clientWidth;
    const high = /auto|scroll/.test(overflowY) && box.scrollHeight > box.clientHeight;
    if (wide || high) {
      const name = kinds.find(([kind]) => box.matches(kind))[1];
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${name}, scrolls ${wide ? "sideways" : "down"}`);
    } else if (box.getAttribute("role") === "group") {
      for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
  };

  // A box is looked at when it appears and whenever its size changes: on loading, on turning a phone,
  // on opening a drop-down or a tab. Letters of a font that arrives late do not change its size.
  const observer = new ResizeObserver((entries) => entries.forEach((entry) => update(entry.target)));
  const observe = () => document.querySelectorAll(boxes).forEach((box) => observer.observe(box));
  observe();
  addEventListener("load", () => window.MathJax?.startup?.promise?.then(observe));
  document.fonts.addEventListener("loadingdone", () => document.querySelectorAll(boxes).forEach(update));
})();

(() => {
  const page = document.documentElement.dataset;
  let onScreen;
  addEventListener("beforeprint", () => { onScreen = page.theme; page.theme = "light"; });
  addEventListener("afterprint", () => { page.theme = onScreen; });
})();

// Buttons of the header: what the theme would write into the attribute `onclick`.
(() => {
  const deeds = { "toggleFullScreen()": () => window.toggleFullScreen(), "window.print()": () => window.print() };
  for (const button of document.querySelectorAll("[data-does]")) {
    button.addEventListener("click", () => deeds[button.dataset.does]?.());
  }
})();
