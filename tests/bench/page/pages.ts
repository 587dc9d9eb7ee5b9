// The pages that are measured, written anew for each run.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { build } from "esbuild";
import { isValidPhoneNumber } from "libphonenumber-js/max";

import * as paths from "../../e2e/harness/paths.ts";

/** The pages: tables of customers with six cells a row, and one with no digit in it. */
export type Name = "grid1k" | "grid10k" | "no-digits";

const FIRST = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Niklaus"];
const LAST = ["Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Wirth"];
const TOWNS = ["Seattle", "Austin", "Boston", "Denver", "Portland", "Tampa", "Phoenix"];

/** North American area codes in use, whose 555-0100 to 555-0199 are reserved for fiction. */
const AREA_CODES = Array.from({ length: 800 }, (_, index) => String(200 + index)).filter((area) =>
  isValidPhoneNumber(`+1${area}5550100`),
);

/** No two of a page's numbers are alike, as in a list of customers: nothing can be remembered. */
const numberText = (index: number): string => {
  const area = AREA_CODES[Math.floor(index / 100) % AREA_CODES.length];
  const line = `01${String(index % 100).padStart(2, "0")}`;
  return index % 2 === 0 ? `(${area}) 555-${line}` : `+1 ${area}-555-${line}`;
};

const row = (index: number, digits: boolean): string => {
  const name = `${FIRST[index % FIRST.length]} ${LAST[(index >> 3) % LAST.length]}`;
  const cells = digits
    ? [`${1000 + index}`, name, numberText(2 * index), numberText(2 * index + 1)]
    : ["open", name, "by appointment", "at the front desk"];
  const all = [...cells, TOWNS[index % TOWNS.length], "Customer since the founding"];
  return `<tr>${all.map((text) => `<td>${text}</td>`).join("")}</tr>`;
};

const STYLE =
  "body{font:14px/20px sans-serif;margin:16px}table{border-collapse:collapse}td,th{padding:2px 12px;text-align:left}";

/**
 * A table of customers of which the extension is told to keep out, until `page.ts` lets it in: so
 * that the page is loaded, laid out and painted before anything is measured.
 */
const grid = (rows: number, { digits = true } = {}): string => {
  const heads = ["No.", "Name", "Phone", "Mobile", "Town", "Notes"];
  const body = Array.from({ length: rows }, (_, index) => row(index, digits)).join("\n");
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Customers</title><style>${STYLE}</style>`,
    '<script src="ringcentral.js"></script><script src="page.js"></script><div id="content" data-pagedial="off"><table><thead><tr>',
    heads.map((head) => `<th>${head}</th>`).join(""),
    `</tr></thead><tbody>\n${body}\n</tbody></table></div></html>`,
  ].join("");
};

/** Writes the pages, twice, and says into which folder: see `Browser.open`. */
export const writePages = async (): Promise<string> => {
  const folder = paths.pictures("bench/page");
  const pages: Record<Name, string> = {
    grid1k: grid(1000),
    grid10k: grid(10_000),
    "no-digits": grid(10_000, { digits: false }),
  };
  for (const place of [folder, path.join(folder, "pagedial-engine")]) {
    mkdirSync(place, { recursive: true });
    for (const [name, html] of Object.entries(pages)) {
      writeFileSync(path.join(place, `${name}.html`), html);
    }
    await build({
      entryPoints: [path.join(paths.root, "tests/bench/page/page.ts")],
      outfile: path.join(place, "page.js"),
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2023",
      logLevel: "warning",
    });
    copyFileSync(
      path.join(paths.root, "node_modules/ringcentral-c2d/build/index.js"),
      path.join(place, "ringcentral.js"),
    );
  }
  return folder;
};
