// A step neuron in the plane: weights and bias move its line; how many points are on the right side?
import { axes, number, scales } from "./frame.mjs";

const BOX = [-1, 2, -1, 2];

export const sum = (weights, bias, point) => weights[0] * point[0] + weights[1] * point[1] + bias;
export const says = (weights, bias, point) => Number(sum(weights, bias, point) >= 0);
export const right = (weights, bias, points, targets) =>
  points.filter((point, i) => says(weights, bias, point) === targets[i]).length;

// The corners of the part of a box in which the neuron says 1, in order.
export function side(weights, bias, [left, right_, bottom, top]) {
  const corners = [[left, bottom], [right_, bottom], [right_, top], [left, top]];
  return corners.flatMap((corner, i) => {
    const next = corners[(i + 1) % 4];
    const [here, there] = [sum(weights, bias, corner), sum(weights, bias, next)];
    const kept = here >= 0 ? [corner] : [];
    if (here >= 0 === there >= 0) return kept;
    const part = here / (here - there);
    return [...kept, corner.map((value, k) => value + part * (next[k] - value))];
  });
}

// Where the line enters and leaves the box; nothing where it does not pass through it.
export function line(weights, bias, box) {
  const on = side(weights, bias, box).filter((point) => Math.abs(sum(weights, bias, point)) < 1e-9);
  const ends = on.filter((point, i) => on.findIndex((one) => String(one) === String(point)) === i);
  return ends.length === 2 ? ends : []; // not at a corner alone
}

function arrow(weights, bias) {
  const length = Math.hypot(...weights);
  if (length === 0) return [];
  const foot = weights.map((w) => 0.5 - (w * sum(weights, bias, [0.5, 0.5])) / length ** 2);
  if (foot.some((value) => value < -0.9 || value > 1.9)) return [];
  const unit = weights.map((w) => w / length);
  const tip = foot.map((value, k) => value + 0.2 * weights[k]);
  const barb = (turn) => tip.map((value, k) => value - 0.12 * unit[k] + turn * 0.07 * unit[1 - k] * (k ? 1 : -1));
  return [[foot, tip], [barb(1), tip, barb(-1)]];
}

export const figure = {
  title: "Set the weights and the bias of one neuron",

  controls: ({ targets }) => [
    { name: "gate", label: "gate", options: Object.keys(targets) },
    { name: "w1", label: "weight w₁", min: -3, max: 3, step: 0.25, start: 1, text: number },
    { name: "w2", label: "weight w₂", min: -3, max: 3, step: 0.25, start: 0.5, text: number },
    { name: "b", label: "bias b", min: -3, max: 3, step: 0.25, start: 0.25, text: number },
  ],

  draw({ gate, w1, w2, b }, { points, targets }, id) {
    const weights = [w1, w2];
    const wanted = targets[gate];
    const to = scales(BOX, 280, 280);
    const marks = points.map(([x, y], i) => {
      const [cx, cy] = [Number(to.x(x)), Number(to.y(y))];
      const wrong = says(weights, b, [x, y]) !== wanted[i];
      return ["g", {},
        wanted[i] ? ["rect", { class: "sn-by-hand-one", x: cx - 8, y: cy - 8, width: 16, height: 16 }]
          : ["circle", { class: "sn-by-hand-zero", cx, cy, r: 8 }],
        ...(wrong ? [["circle", { class: "sn-by-hand-wrong", cx, cy, r: 14 }],
          ["text", { class: "sn-by-hand-text", x: cx + 18, y: cy - 8 }, "wrong"]] : [])];
    });
    const parts = [
      ["defs", {}, ["pattern", { id: `${id}-hatch`, width: 8, height: 8, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)" }, ["path", { class: "sn-by-hand-hatch", d: "M0 0V8" }]]],
      ["path", { fill: `url(#${id}-hatch)`, d: `${to.path(side(weights, b, BOX))}Z` }],
      ["path", { class: "sn-by-hand-line", d: to.path(line(weights, b, BOX)) }],
      ...arrow(weights, b).map((points_) => ["path", { class: "sn-by-hand-curve", d: to.path(points_) }]),
      ...axes(BOX, to, [0, 1], [0, 1], "x₁", "x₂"),
      ...marks,
    ];
    const count = right(weights, b, points, wanted);
    const rows = points.map((point, i) => `(${point.join(", ")}): z = ${number(sum(weights, b, point))}, `
      + `says ${says(weights, b, point)}${says(weights, b, point) === wanted[i] ? "" : ", wrong"}`);
    return {
      box: to.box,
      parts,
      alt: `The ${points.length} rows of ${gate} in the plane, squares where it is 1 and circles where it is 0. `
        + `The neuron says 1 on the hatched side of its line; ${count} of ${points.length} rows are right.`,
      told: `${gate}: ${count} of ${points.length} right. ${rows.join("; ")}. `
        + "Squares belong on the hatched side, where the neuron says 1, circles on the other.",
    };
  },
};
