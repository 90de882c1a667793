//! The `countersign` program itself, built once.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Builds the program as the tests were built, and says where it is.
pub fn countersign() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["build", "--quiet", "--package", "countersign-cli", "--bin", "countersign"]).current_dir(crate::tree::root());
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let built = command.output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let metadata = cargo_metadata::MetadataCommand::new().cargo_path(&cargo).current_dir(crate::tree::root()).no_deps().exec().unwrap();
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let program = metadata.target_directory.join(profile).join(format!("countersign{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{program} was not built");
    program.into_std_path_buf()
}
