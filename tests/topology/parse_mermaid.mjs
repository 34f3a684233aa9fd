// Parses the diagrams given on standard input, a JSON list, with the real Mermaid parser.
// Argument: a directory in which the packages "mermaid" and "jsdom" are installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const modules = join(process.argv[2], "node_modules");
const { JSDOM } = createRequire(join(modules, "any.js"))("jsdom");
globalThis.window = new JSDOM("").window;
globalThis.document = globalThis.window.document;
const path = join(modules, "mermaid", "dist", "mermaid.esm.mjs");
const { default: mermaid } = await import(pathToFileURL(path).href);
for (const diagram of JSON.parse(readFileSync(0, "utf8"))) {
  const { diagramType } = await mermaid.parse(diagram);
  console.log(diagramType);
}
