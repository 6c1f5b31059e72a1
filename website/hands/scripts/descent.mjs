// Gradient descent in a trench, one step at a time, with a learning rate and momentum.
import { axes, number, scales } from "./frame.mjs";

const MOST = 600;

export const cost = ([a, b], [w1, w2]) => (a * w1 ** 2 + b * w2 ** 2) / 2;

// The places after 0, 1, …, n steps: v ← βv − η·gradient, w ← w + v.
export function walk(steepness, start, rate, beta, steps) {
  const path = [start];
  let velocity = [0, 0];
  for (let step = 0; step < steps; step += 1) {
    const place = path.at(-1);
    velocity = velocity.map((v, k) => beta * v - rate * (steepness[k] * place[k]));
    path.push(place.map((w, k) => w + velocity[k]));
  }
  return path;
}

// Steps until the cost is no more than `arrived`; none where that is not within `MOST` steps.
export function needed(steepness, start, rate, beta, arrived) {
  const at = walk(steepness, start, rate, beta, MOST).findIndex((w) => cost(steepness, w) <= arrived);
  return at < 0 ? null : at;
}

const two = (x) => Number((10 ** x).toPrecision(2));

export const figure = {
  title: "Walk down the trench: choose a rate and momentum, then step",

  controls: () => [
    { name: "rate", label: "learning rate η", min: -3, max: -1, step: 0.05, start: -2, value: two, text: number },
    { name: "beta", label: "momentum β", min: 0, max: 0.95, step: 0.01, start: 0, text: number },
    { buttons: [
      ["One step", (state) => { state.steps = Math.min(MOST, (state.steps ?? 0) + 1); }],
      ["Ten steps", (state) => { state.steps = Math.min(MOST, (state.steps ?? 0) + 10); }],
      ["Back to the start", (state) => { state.steps = 0; }],
    ] },
  ],

  draw({ rate, beta, steps = 0 }, { steepness, start, extent, levels, arrived }) {
    const to = scales(extent, 340, 200);
    const [left, right, bottom, top] = extent;
    const path = walk(steepness, start, rate, beta, steps);
    const place = path.at(-1);
    const height = cost(steepness, place);
    const [perX, perY] = [340 / (right - left), 200 / (top - bottom)];
    const parts = [
      ...axes(extent, to, [0, 5, 10].filter((x) => x < right), [-3, 0, 3], "weight w₁", "w₂"),
      ["svg", to.clip,
        ...levels.map((level) => ["ellipse", { class: "sn-by-hand-level", cx: to.x(0), cy: to.y(0),
          rx: (Math.sqrt((2 * level) / steepness[0]) * perX).toFixed(1),
          ry: (Math.sqrt((2 * level) / steepness[1]) * perY).toFixed(1) }]),
        ["path", { class: "sn-by-hand-curve sn-by-hand-thin", d: to.path(path) }],
        ...path.slice(-60).map(([x, y]) => ["circle", { class: "sn-by-hand-zero", cx: to.x(x), cy: to.y(y), r: 3 }]),
        ["path", { class: "sn-by-hand-line", d: `M${to.x(0) - 6} ${to.y(0) - 6}l12 12m0 -12l-12 12` }],
        ["rect", { class: "sn-by-hand-one", x: to.x(place[0]) - 6, y: to.y(place[1]) - 6, width: 12, height: 12 }]],
    ];
    const at = needed(steepness, start, rate, beta, arrived);
    const end = at === null ? `It does not get to ${number(arrived)} within ${MOST} steps.`
      : `It gets to ${number(arrived)} in ${at} steps.`;
    const where = `(${place.map((w) => number(w)).join(", ")})`;
    return {
      box: to.box,
      parts,
      alt: `Contour lines of a cost that is steep across and flat along, a cross at its lowest place. The path of `
        + `${steps} ${steps === 1 ? "step" : "steps"} from (${start.join(", ")}) ends at ${where}, a square.`,
      told: `After ${steps} ${steps === 1 ? "step" : "steps"}: at ${where}, cost ${number(height)}. ${end}`,
    };
  },
};
