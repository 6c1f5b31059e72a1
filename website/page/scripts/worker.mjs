// Python in a worker: loads Pyodide, runs cells. The page speaks to it through python.mjs.
import { load, unpacked } from "./files.mjs";

const base = new URL("./", import.meta.url);
const types = { wasm: "application/wasm", json: "application/json" };
const given = new Map(); // contents that are here already, by address
const fetchFromSite = self.fetch.bind(self);
// Pyodide fetches its own files; what was loaded with progress is not loaded again.
self.fetch = async (resource, options) => {
  const address = new URL(resource.url ?? resource, base).href;
  if (!given.has(address)) return fetchFromSite(resource, options);
  const type = types[address.split(".").at(-1)] ?? "application/octet-stream";
  const content = given.get(address);
  given.delete(address);
  return new Response(content, { headers: { "Content-Type": type } });
};

let list, pyodide, host, hasFigures = false;
const progress = (loaded, total) => postMessage({ loaded, total });

async function bring(files) {
  for (const [address, blob] of await load(files, base, progress)) {
    if (address.endsWith(".gz")) given.set(address.slice(0, -3), await unpacked(blob));
    else if (!address.endsWith(".mjs")) given.set(address, blob);
  }
}

const actions = {
  async start() {
    list = await (await fetchFromSite(new URL("files.json", base), { cache: "no-cache" })).json();
    await bring(list.start);
    postMessage({ stage: "starting" });
    const folder = new URL(list.folder, base).href;
    const { loadPyodide } = await import(`${folder}pyodide.mjs`);
    pyodide = await loadPyodide({
      indexURL: folder,
      lockFileContents: JSON.stringify(list.lock),
      packageBaseUrl: folder,
      env: { HOME: "/reader", MPLBACKEND: "agg" },
    });
    await pyodide.loadPackage(["numpy"], { messageCallback() {} });
    const course = await self.fetch(new URL(list.course, base).href);
    pyodide.unpackArchive(await course.arrayBuffer(), "zip", { extractDir: "/course" });
    pyodide.runPython("import sys; sys.path.insert(0, '/course'); import numpy, page_host");
    host = pyodide.pyimport("page_host");
    return { version: pyodide.runPython("sys.version.split()[0]") };
  },

  // What figures need, on demand.
  async figures() {
    if (hasFigures) return {};
    await bring(list.figures);
    await pyodide.loadPackage(["matplotlib"], { messageCallback() {} });
    hasFigures = true;
    return {};
  },

  // A text file in the folder of the cells.
  write({ name, text }) {
    pyodide.FS.writeFile(name, text);
    return {};
  },

  run({ name, source }) {
    return JSON.parse(host.run(name, source));
  },

  needed({ sources, index }) {
    return { cells: JSON.parse(host.needed(JSON.stringify(sources), index)) };
  },
};

self.onmessage = async ({ data }) => {
  try {
    postMessage({ id: data.id, result: await actions[data.action](data) });
  } catch (error) {
    postMessage({ id: data.id, failure: `${error?.name ?? ""} ${error?.message ?? error}`.trim() });
  }
};
