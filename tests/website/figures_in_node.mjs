// Calls functions of a figure's script: node figures_in_node.mjs MODULE < calls, which are
// [name, ...arguments] each; prints the results. Both are JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const script = await import(pathToFileURL(process.argv[2]));
const calls = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(calls.map(([name, ...given]) => script[name](...given))));
