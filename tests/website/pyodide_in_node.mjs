// Runs a Python program in the Pyodide of the pages, under Node:
// node pyodide_in_node.mjs FOLDER LOCK ARCHIVE PROGRAM HERE JOB, with the job in a file.
// HERE is a folder whose files lie beside the notebook. Prints the program's `result`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, lock, archive, program, here, job] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
const pyodide = await loadPyodide({
  indexURL: `${folder}/`,
  packageCacheDir: folder,
  lockFileContents: readFileSync(lock, "utf-8"),
  env: { HOME: "/reader" },
});
await pyodide.loadPackage(["numpy"], { messageCallback() {} });
pyodide.unpackArchive(new Uint8Array(readFileSync(archive)).buffer, "zip", { extractDir: "/course" });
for (const name of readdirSync(here)) {
  if (name.endsWith(".json")) pyodide.FS.writeFile(name, readFileSync(join(here, name)));
}
pyodide.runPython("import sys; sys.path.insert(0, '/course')");
pyodide.globals.set("job", readFileSync(job, "utf-8"));
pyodide.runPython(readFileSync(program, "utf-8"));
process.stdout.write(pyodide.globals.get("result"));
