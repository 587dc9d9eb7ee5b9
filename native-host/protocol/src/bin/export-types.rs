//! Writes the TypeScript twins and the table of errors; run from the workspace's root as `cargo xtask types`.

use pagedial_protocol::{error_table, typescript};

fn main() -> std::io::Result<()> {
    let table = (error_table::PATH, error_table::page());
    for (path, text) in typescript::twins().into_iter().chain([table]) {
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
