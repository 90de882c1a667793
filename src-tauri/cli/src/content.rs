//! The shipped content, for the commands that need no workspace.

use countersign_core::catalog::Content;
use countersign_workbench::{Error, Result};

/// Catalogs, crosswalks, rules and aliases as shipped.
///
/// # Errors
/// `catalog/refused` when the built-in files are not in order, which a test rules out.
pub fn shipped() -> Result<Content> {
    countersign_content::shipped().map_err(Error::from)
}
