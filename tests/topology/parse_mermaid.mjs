// Reads the diagrams given on standard input, a JSON list, with the real Mermaid parser, and writes
// for each its kind and its boxes' texts, by id, as a browser would show them, in a JSON list.
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
const written = (text) => {
  // Mermaid keeps coded characters apart in this way until it draws.
  const coded = text.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  const element = document.createElement("div");
  element.innerHTML = coded.replaceAll(/<br\s*\/?>/g, "\n");
  return element.textContent;
};
const read = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  const { diagramType } = await mermaid.parse(text);
  const chart = text.slice(text.indexOf("flowchart")); // what is before it has been read now
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(chart);
  const texts = [...db.getVertices().values()].map((box) => [box.id, written(box.text)]);
  read.push([diagramType, Object.fromEntries(texts)]);
}
console.log(JSON.stringify(read));
