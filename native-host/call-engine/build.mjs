// Builds what the native host embeds and serves: `node build.mjs [DIRECTORY]`, by default dist/
// beside this file. The same input gives the same bytes, and a file that would stay the same is left
// alone: a newer time stamp on it costs a whole optimised build of the host (75 s measured).
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));

const shared = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: ["chrome120", "firefox128"],
  charset: "utf8",
  logLevel: "warning",
  write: false,
};

/** Files of `out` by name, as they are to be. */
const outputs = new Map();

/**
 * One of Microsoft's MIT packages as a single module with all of its names, headed by the licences
 * of whatever went into it: they ask for that in every copy.
 */
async function buildPackage(name, file, external) {
  const { outputFiles, metafile } = await build({
    ...shared,
    minify: true,
    legalComments: "none",
    stdin: { contents: `export * from "${name}";`, resolveDir: here },
    outfile: join(out, file),
    external,
    metafile: true,
  });
  const licences = await licencesOf(Object.keys(metafile.inputs));
  outputs.set(file, `/*!\n${licences}\n*/\n${outputFiles[0].text}`);
}

/** The licence texts of the packages that these files belong to, each text once. */
async function licencesOf(files) {
  const packages = new Set(
    files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? []),
  );
  const packagesOfText = new Map();
  for (const folder of [...packages].sort()) {
    const { name, version } = JSON.parse(
      await readFile(join(here, folder, "package.json"), "utf8"),
    );
    const text = (await readFile(join(here, folder, "LICENSE"), "utf8")).trim();
    packagesOfText.set(text, [...(packagesOfText.get(text) ?? []), `${name} ${version}`]);
  }
  return [...packagesOfText]
    .map(([text, names]) => `${names.join(", ")}\n\n${text}`)
    .join("\n\n----\n\n");
}

/** Brings `out` to hold the outputs and nothing else. */
async function write() {
  await mkdir(out, { recursive: true });
  const present = await readdir(out);
  const stale = present.filter((name) => !outputs.has(name));
  await Promise.all(stale.map((name) => rm(join(out, name), { recursive: true })));
  for (const [name, text] of outputs) {
    const path = join(out, name);
    if (!present.includes(name) || (await readFile(path, "utf8")) !== text) {
      await writeFile(path, text);
    }
  }
}

outputs.set("index.html", await readFile(join(here, "index.html"), "utf8"));

// The three names stay imports, for the page's import map: the SDK is not ours to redistribute, so
// it is part of no output.
const engine = await build({
  ...shared,
  entryPoints: ["src/engine.ts"],
  outfile: join(out, "engine.js"),
  external: ["@azure/communication-calling", "@azure/communication-common", "@azure/logger"],
});
outputs.set("engine.js", engine.outputFiles[0].text);

// The SDK's two dependencies. One logger for all, so that one call silences it.
await buildPackage("@azure/communication-common", "communication-common.js", ["@azure/logger"]);
await buildPackage("@azure/logger", "logger.js", []);

await write();
