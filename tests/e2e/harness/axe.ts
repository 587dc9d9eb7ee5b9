import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong on a page. */
export const axeFindings = async (page: Page): Promise<string[]> => {
  // Not by a script element: the extension's pages take none of others.
  await page.evaluate(axe);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
};

/** The controls that a screen reader has no name for. */
export const namelessControls = async (page: Page): Promise<string[]> => {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const isControl = /^(button|textbox|searchbox|combobox|option|tab|slider|meter|timer|dialog)$/i;
  return nodes
    .filter(
      ({ ignored, role, name }) => !ignored && isControl.test(`${role?.value}`) && !name?.value,
    )
    .map(({ role }) => `no name: ${role?.value}`);
};
