// Builds what the native host embeds and serves: `node build.mjs [DIRECTORY]`, by default dist/
// beside this file. The same input gives the same bytes.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
};

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
    write: false,
  });
  const licences = await licencesOf(Object.keys(metafile.inputs));
  await writeFile(join(out, file), `/*!\n${licences}\n*/\n${outputFiles[0].text}`);
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

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await copyFile(join(here, "index.html"), join(out, "index.html"));

// The three names stay imports, for the page's import map: the SDK is not ours to redistribute, so
// it is part of no output.
await build({
  ...shared,
  entryPoints: ["src/engine.ts"],
  outfile: join(out, "engine.js"),
  external: ["@azure/communication-calling", "@azure/communication-common", "@azure/logger"],
});

// The SDK's two dependencies. One logger for all, so that one call silences it.
await buildPackage("@azure/communication-common", "communication-common.js", ["@azure/logger"]);
await buildPackage("@azure/logger", "logger.js", []);
