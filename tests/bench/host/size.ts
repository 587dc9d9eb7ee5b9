import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Bytes of a file, or of everything in a folder except packages of its own. */
const bytesIn = (place: string): number => {
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(place)
    .filter((name) => name !== "node_modules")
    .reduce((sum, name) => sum + bytesIn(path.join(place, name)), 0);
};

/** The folder that Node would load a package from. */
const folderOf = (name: string, from: string): string => {
  const candidate = path.join(from, "node_modules", name);
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(from);
  if (parent === from) throw new Error(`${name} is not installed`);
  return folderOf(name, parent);
};

/** Bytes of a package with everything that it depends on, each package once. */
export const installedBytes = (name: string, root: string): number => {
  const seen = new Set<string>();
  const visit = (name: string, from: string): number => {
    const folder = folderOf(name, from);
    if (seen.has(folder)) return 0;
    seen.add(folder);
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const needs = Object.keys((manifest.dependencies as Record<string, string>) ?? {});
    return needs.reduce((sum, need) => sum + visit(need, folder), bytesIn(folder));
  };
  return visit(name, root);
};
