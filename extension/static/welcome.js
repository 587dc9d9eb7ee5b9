// An extension page may not run inline script; all that this page does is in Rust.
import start, { welcome } from "./pages.js";

await start({ module_or_path: "pages_bg.wasm" });
welcome();
