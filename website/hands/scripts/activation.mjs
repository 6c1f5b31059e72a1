// An activation and its slope at one place, and what is left of a nudge after many such layers.
import { axes, curve, number, scales } from "./frame.mjs";

const BOX = [-5, 5, -1.3, 2.3];
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// Name to [value, slope]; at a corner the slope is that of scratchnet.
export const ACTIVATIONS = {
  identity: [(z) => z, () => 1],
  step: [(z) => Number(z >= 0), () => 0],
  sigmoid: [sigmoid, (z) => sigmoid(z) * (1 - sigmoid(z))],
  tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
  relu: [(z) => Math.max(z, 0), (z) => Number(z > 0)],
  leaky_relu: [(z) => (z > 0 ? z : 0.01 * z), (z) => (z > 0 ? 1 : 0.01)],
  softplus: [(z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), sigmoid],
};
export const value = (name, z) => ACTIVATIONS[name][0](z);
export const slope = (name, z) => ACTIVATIONS[name][1](z);
export const left = (name, z, layers) => slope(name, z) ** layers;

const words = (name) => name.replace("_", " ");

export const figure = {
  title: "Move along an activation and watch its slope",

  controls: ({ names }) => [
    { name: "shape", label: "activation", options: names },
    { name: "z", label: "pre-activation z", min: -5, max: 5, step: 0.1, start: 2, text: number },
    { name: "layers", label: "layers in a row", min: 1, max: 20, step: 1, start: 10 },
  ],

  draw({ shape, z, layers }) {
    const to = scales(BOX, 340, 220);
    const [a, s] = [value(shape, z), slope(shape, z)];
    const reach = 1.2 / Math.hypot(1, s);
    const dash = { class: "sn-by-hand-curve sn-by-hand-second" };
    const broken = (f) => [curve(f, -5, -1e-9), curve(f, 0, 5)].map((half) => to.path(half)).join("");
    const parts = [
      ...axes(BOX, to, [-5, 0, 5], [-1, 0, 1, 2], "pre-activation z", "a, slope"),
      ["svg", to.clip,
        ["path", { class: "sn-by-hand-curve", d: broken((x) => value(shape, x)) }],
        ["path", { ...dash, d: broken((x) => slope(shape, x)) }],
        ["path", { class: "sn-by-hand-line", d: to.path([[z - reach, a - reach * s], [z + reach, a + reach * s]]) }],
        ["circle", { class: "sn-by-hand-zero", cx: to.x(z), cy: to.y(a), r: 6 }],
        ["rect", { class: "sn-by-hand-one", x: to.x(z) - 5, y: to.y(s) - 5, width: 10, height: 10 }]],
    ];
    const rest = left(shape, z, layers);
    return {
      box: to.box,
      parts,
      alt: `The activation ${words(shape)} as a solid curve and its slope as a dashed one. At z = ${number(z)} `
        + `a circle marks the value ${number(a)} with its tangent, a square the slope ${number(s)}.`,
      told: `${words(shape)} at z = ${number(z)}: a = ${number(a)} (circle), slope ${number(s)} (square). `
        + `With weights of 1, ${layers === 1 ? "this layer multiplies" : `${layers} such layers multiply`} `
        + `a nudge by ${number(rest)}.`,
    };
  },
};
