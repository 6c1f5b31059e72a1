// Keeps what this page has loaded for reading offline; called once a reader has started Python here.
export async function keepOffline() {
  if (!navigator.serviceWorker) return; // private mode in some browsers: then there is no offline
  try {
    await navigator.serviceWorker.register(new URL("../offline.js", import.meta.url));
    const { active } = await navigator.serviceWorker.ready;
    // What the worker has loaded is not among what the page knows to have loaded.
    const list = await (await fetch(new URL("files.json", import.meta.url))).json();
    const python = ["worker.mjs", "files.mjs", "files.json", ...list.start.map((file) => file.name)];
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const own = loaded.filter((address) => address.startsWith(location.origin));
    const worker = python.map((name) => new URL(name, import.meta.url).href);
    active.postMessage({ keep: [...new Set([location.href.split("#")[0], ...own, ...worker])] });
  } catch (error) {
    console.info(`This page is not kept for reading offline: ${error.message}`);
  }
}
