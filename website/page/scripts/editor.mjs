// An editor for a few lines of Python: the browser's own text field over its coloured text.
//
// A text field rather than an editor component: phones and screen readers know it (selection,
// dictation, reading by line and by word), Tab leaves it, and it costs nothing to load.
import { el } from "./dom.mjs";
import { highlight } from "./highlight.mjs";

const INDENT = "    ";
let count = 0;

export class Editor {
  #field;
  // No `pre`: the theme lets the focus into one that is wider than the screen.
  #colours = el("div", { class: "nn-colours", "aria-hidden": "true" });

  constructor(label, text, { onchange = () => {}, onrun = () => {} } = {}) {
    const id = `nn-editor-${++count}`;
    this.#field = el("textarea", {
      id, spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off",
      wrap: "off", "aria-describedby": "nn-keys",
      oninput: () => { this.#draw(); onchange(); },
      onkeydown: (event) => this.#key(event, onrun),
      onscroll: () => { this.#colours.scrollLeft = this.#field.scrollLeft; },
    });
    this.element = el("div", { class: "nn-editor" },
      el("label", { for: id, class: "nn-hidden" }, label),
      el("div", { class: "highlight nn-layers" }, this.#colours, this.#field));
    this.text = text;
  }

  get text() { return this.#field.value; }

  set text(text) {
    this.#field.value = text;
    this.#draw();
  }

  #draw() {
    this.#field.rows = Math.max(3, this.text.split("\n").length);
    highlight(this.#colours, this.text);
  }

  // Puts the cursor at the beginning of a line, counted from 1.
  goTo(line) {
    const at = this.text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.#field.focus();
    this.#field.setSelectionRange(at, at);
  }

  // Replaces what is selected as if it were typed, so that it can be undone.
  #type(text) {
    if (!document.execCommand("insertText", false, text)) {
      this.#field.setRangeText(text, this.#field.selectionStart, this.#field.selectionEnd, "end");
      this.#field.dispatchEvent(new Event("input"));
    }
  }

  #key(event, onrun) {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const field = this.#field;
    const before = field.value.slice(0, field.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const command = (ctrlKey || metaKey) && !altKey;
    if (event.isComposing) return;
    if (key === "Enter" && (command || shiftKey)) onrun();
    else if (key === "Enter") this.#type(`\n${this.#indentAfter(line)}`);
    else if (key === "]" && command) this.#indent(1);
    else if (key === "[" && command) this.#indent(-1);
    else if (key === "Backspace" && !command && field.selectionStart === field.selectionEnd
             && /^ +$/.test(line) && line.length % 4 === 0) {
      field.setSelectionRange(field.selectionStart - 4, field.selectionStart);
      this.#type("");
    } else return;
    event.preventDefault();
  }

  // Of the line that follows: one step deeper after a colon, one less after what ends a block.
  #indentAfter(line) {
    const indent = line.match(/^ */)[0];
    const code = line.replace(/#.*/, "").trimEnd();
    if (code.endsWith(":")) return indent + INDENT;
    return /^\s*(return|raise|break|continue|pass)\b/.test(code) ? indent.slice(4) : indent;
  }

  // Moves the selected lines one step to the right (1) or to the left (-1).
  #indent(direction) {
    const { value, selectionStart, selectionEnd } = this.#field;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const end = value.indexOf("\n", selectionEnd);
    const to = end < 0 ? value.length : end;
    const lines = value.slice(from, to).split("\n");
    const moved = lines.map((line) => (direction > 0 ? INDENT + line : line.replace(/^ {1,4}/, "")));
    this.#field.setSelectionRange(from, to);
    this.#type(moved.join("\n"));
    const shift = moved[0].length - lines[0].length;
    const length = moved.join("\n").length;
    if (lines.length > 1) this.#field.setSelectionRange(from, from + length);
    else this.#field.setSelectionRange(Math.max(from, selectionStart + shift),
                                       Math.max(from, selectionEnd + shift));
  }
}
