// A price on a weight: the error wants one value, the penalty zero, their sum something in between.
import { axes, curve, number, scales } from "./frame.mjs";

export const error = (w, target) => (w - target) ** 2;
export const penalty = (w, strength) => strength * w ** 2;
export const lowest = (target, strength) => target / (1 + strength);

export const figure = {
  title: "Change the price of the weight",

  controls: ({ strength }) => [
    { name: "strength", label: "strength λ", min: 0, max: 3, step: 0.05, start: strength, text: number },
  ],

  draw({ strength }, { target, extent }) {
    const to = scales(extent, 340, 220);
    const [left, right] = extent;
    const at = lowest(target, strength);
    const sum = (w) => error(w, target) + penalty(w, strength);
    const shapes = [
      ["sn-by-hand-curve", sum],
      ["sn-by-hand-curve sn-by-hand-second", (w) => error(w, target)],
      ["sn-by-hand-curve sn-by-hand-third", (w) => penalty(w, strength)],
    ];
    const parts = [
      ...axes(extent, to, [0, 1, 2, 3, 4], [0, 5, 10], "weight w", "cost"),
      ["svg", to.clip, ...shapes.map(([name, f]) => ["path", { class: name, d: to.path(curve(f, left, right)) }])],
      ["circle", { class: "sn-by-hand-zero", cx: to.x(at), cy: to.y(sum(at)), r: 6 }],
      ["text", { class: "sn-by-hand-text", x: to.x(at), y: Number(to.y(sum(at))) - 12, "text-anchor": "middle" },
        "lowest sum"],
    ];
    return {
      box: to.box,
      parts,
      alt: `Three curves over the weight w: the error, dashed, lowest at ${number(target)}; the penalty, dotted, `
        + `lowest at 0; and their sum, solid, lowest at w = ${number(at)}, where a circle marks it.`,
      told: `λ = ${number(strength)}: the sum (solid) is lowest at w = ${number(at)}. There the error (dashed) is `
        + `${number(error(at, target))} and the penalty (dotted) ${number(penalty(at, strength))}.`,
    };
  },
};
