// Loading files with progress; used inside the worker.

// Fetches [{ name, bytes }], calls progress(loaded, total) on the way, and returns a map of address
// to content. Bytes of a file that the server packs are counted as they come out, up to its size.
export async function load(files, base, progress) {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const loaded = new Map(files.map((file) => [file.name, 0]));
  const tell = () => progress([...loaded.values()].reduce((sum, part) => sum + part, 0), total);
  const contents = new Map();
  await Promise.all(files.map(async (file) => {
    const address = new URL(file.name, base).href;
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${file.name}: the server answers ${response.status}`);
    const parts = [];
    let size = 0;
    const reader = response.body.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      parts.push(step.value);
      size += step.value.length;
      loaded.set(file.name, Math.min(size, file.bytes));
      tell();
    }
    loaded.set(file.name, file.bytes);
    tell();
    contents.set(address, new Blob(parts));
  }));
  return contents;
}

// A file NAME.gz as NAME, unless the server has unpacked it already.
export async function unpacked(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b
    ? blob.stream().pipeThrough(new DecompressionStream("gzip"))
    : blob.stream();
}
