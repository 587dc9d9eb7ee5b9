//! wasm-bindgen for the `web` target: `pagedial-bindgen INPUT.wasm OUT_DIR NAME`.
//!
//! A program of ours over the library rather than `wasm-bindgen-cli`, because the workspace's lock
//! file then pins tool and macro to one version, and it builds in half the time.

use anyhow::{Context as _, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, out_dir, name] = arguments.as_slice() else {
        bail!("usage: pagedial-bindgen INPUT.wasm OUT_DIR NAME");
    };
    Bindgen::new()
        .input_path(input)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The loaders name the module themselves; `import.meta.url` is one thing less to trust.
        .omit_default_module_path(true)
        .generate(out_dir)
        .with_context(|| format!("no glue for {input}"))
}
