//! The shipped presets and templates are embedded: a new or changed file there means a new build.

#[allow(clippy::print_stdout, reason = "this is how cargo is told")]
fn main() {
    println!("cargo::rerun-if-changed=../../templates/import");
}
