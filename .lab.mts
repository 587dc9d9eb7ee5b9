import { build } from "esbuild"; import { writeFileSync, readFileSync, copyFileSync } from "node:fs";
import { Site } from "./tests/e2e/harness/site.ts"; import { withoutExtension } from "./tests/e2e/harness/stage.ts";
const f="/tmp/lab/site"; const src=process.argv[2]??"target/bench/numbers";
for(const n of ["numbers.js","numbers_bg.wasm"]) copyFileSync(`${src}/${n}`,`${f}/${n}`);
writeFileSync(f+"/index.html",'<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>');
await build({entryPoints:["/tmp/lab/page.ts"],outfile:f+"/page.js",bundle:true,minify:true,format:"esm",target:"es2023",nodePaths:["/tmp/wt/speed/node_modules"]});
const site=await Site.serve(f);
try{ await withoutExtension(site.url("index.html"),async(page)=>{ for(const k of ["crm","logs","prose"]) console.log(k, JSON.stringify(await page.evaluate(([l,p])=>(globalThis as any).lab(l,p),[readFileSync(`/tmp/lab/${k}.txt`,"utf8").split("\n"),process.argv[3]==="peer"] as const))); return 0;}); } finally { await site.stop(); }
