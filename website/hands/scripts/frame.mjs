// What all figures share: a drawing, native controls below it, and a sentence that says what it shows.
//
// A figure is an object with
//   title               what a reader does with it
//   controls(values)    ranges { name, label, min, max, step, start, value?, text? },
//                       choices { name, label, options }, and { buttons: [[words, act(state)]] }
//   draw(state, values) { box, parts, alt, told }: the drawing and the words for it
// `values` are the numbers that the notebook gave; `state` holds what the controls are set to.
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}

// [name, attributes, ...children]: a part of a drawing.
function part([name, attributes, ...children]) {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children.map((child) => (Array.isArray(child) ? part(child) : child)));
  return one;
}

let count = 0;

export function mount(host, figure, values) {
  const id = `by-hand-${(count += 1)}`;
  const state = {};
  const drawing = part(["svg", { role: "img", class: "sn-by-hand-drawing" }]);
  const told = element("p", { class: "sn-by-hand-told", "aria-live": "polite" });
  const update = () => {
    const { box, parts, alt, told: words } = figure.draw(state, values, id);
    drawing.setAttribute("viewBox", box);
    drawing.setAttribute("aria-label", alt);
    drawing.replaceChildren(...parts.map(part));
    told.textContent = words;
  };
  const controls = figure.controls(values).map((one, i) => {
    if (one.buttons) return buttons(one, state, update);
    return one.options ? choice(one, `${id}-${i}`, state, update) : range(one, `${id}-${i}`, state, update);
  });
  update();
  host.append(element("section", { class: "sn-by-hand-live", "aria-label": figure.title },
    element("p", { class: "sn-by-hand-title" }, figure.title),
    drawing, element("div", { class: "sn-by-hand-controls" }, ...controls), told));
}

function range({ name, label, min, max, step, start, value = (x) => x, text = String }, id, state, update) {
  const field = element("input", { type: "range", id, min, max, step, value: start });
  const output = element("output", { for: id });
  const read = () => {
    state[name] = value(Number(field.value));
    output.textContent = text(state[name]);
    field.setAttribute("aria-valuetext", text(state[name]));
  };
  read();
  field.addEventListener("input", () => { read(); update(); });
  return element("div", { class: "sn-by-hand-range" },
    element("label", { for: id }, label), field, output);
}

function choice({ name, label, options }, id, state, update) {
  const field = element("select", { id }, ...options.map((option) => element("option", {}, option)));
  [state[name]] = options;
  field.addEventListener("change", () => { state[name] = field.value; update(); });
  return element("div", { class: "sn-by-hand-range" }, element("label", { for: id }, label), field);
}

function buttons({ buttons: list }, state, update) {
  return element("div", { class: "sn-by-hand-buttons" }, ...list.map(([words, act]) => {
    const one = element("button", { type: "button" }, words);
    one.addEventListener("click", () => { act(state); update(); });
    return one;
  }));
}

// Numbers as the book writes them: so many significant digits, a true minus sign.
export function number(x, digits = 3) {
  if (!Number.isFinite(x)) return x > 0 ? "∞" : x < 0 ? "−∞" : "no number";
  const [size, power] = Number(x.toPrecision(digits)).toExponential().split("e");
  const isFar = x !== 0 && Math.abs(power) >= 5;
  if (!isFar) return String(Number(x.toPrecision(digits))).replace("-", "−");
  const raised = [...String(Number(power))].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return `${size.replace("-", "−")} · 10${raised.join("")}`;
}

// Of a box in the plane: where its points lie in a drawing of a width and a height.
export function scales([left, right, bottom, top], width, height, margin = 30) {
  const x = (value) => margin + ((value - left) / (right - left)) * width;
  const y = (value) => 8 + ((top - value) / (top - bottom)) * height;
  const within = (value) => Math.max(-1e4, Math.min(1e4, value)); // far outside is outside
  return {
    x: (value) => within(x(value)).toFixed(1),
    y: (value) => within(y(value)).toFixed(1),
    path: (points) => points.map(([px, py], i) =>
      `${i ? "L" : "M"}${within(x(px)).toFixed(1)} ${within(y(py)).toFixed(1)}`).join(""),
    box: `0 0 ${width + margin + 10} ${height + 46}`,
    clip: { x: margin, y: 8, width, height, viewBox: `${margin} 8 ${width} ${height}` },
  };
}

// Axes around a box: marks at `ticks` of each side, and what they are.
export function axes([left, right, bottom, top], to, ticksX, ticksY, nameX, nameY) {
  const end = { class: "sn-by-hand-text" };
  return [
    ["path", { class: "sn-by-hand-axis", d: to.path([[left, top], [left, bottom], [right, bottom]]) }],
    ...ticksX.map((x) => ["text", { ...end, x: to.x(x), y: Number(to.y(bottom)) + 15, "text-anchor": "middle" }, number(x)]),
    ...ticksY.map((y) => ["text", { ...end, x: Number(to.x(left)) - 5, y: Number(to.y(y)) + 4, "text-anchor": "end" }, number(y)]),
    ["text", { ...end, x: to.x((left + right) / 2), y: Number(to.y(bottom)) + 32, "text-anchor": "middle" }, nameX],
    ["text", { ...end, x: Number(to.x(left)) + 6, y: Number(to.y(top)) + 11 }, nameY],
  ];
}

// A curve through `n` points between two ends.
export const curve = (f, left, right, n = 200) => Array.from({ length: n + 1 }, (_, i) => {
  const x = left + ((right - left) * i) / n;
  return [x, f(x)];
});
