//! Writes the TypeScript twins; run from the workspace's root as `cargo xtask types`.

fn main() -> std::io::Result<()> {
    for (path, text) in pagedial_protocol::typescript::twins() {
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
