// Makes each figure that is marked for it one that a reader changes by hand.
import { mount } from "./frame.mjs";

for (const host of document.querySelectorAll("[data-by-hand]")) {
  try {
    const { figure } = await import(`./${host.dataset.byHand}.mjs`);
    mount(host, figure, JSON.parse(host.dataset.values));
    host.dataset.live = "";
  } catch (error) {
    console.warn(`The figure “${host.dataset.byHand}” stays as it is:`, error);
  }
}
