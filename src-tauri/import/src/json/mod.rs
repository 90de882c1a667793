//! JSON: a strict reader that notices what general ones pass over, and records from documents and lines.

pub mod outline;
pub mod parse;
pub mod rows;

/// A document may have this many bytes.
pub const DOCUMENT_LIMIT: u64 = 256 << 20;
/// A line of a JSON Lines file may have this many bytes.
pub const LINE_LIMIT: usize = 4 << 20;
/// Values may be nested this deep.
pub const DEPTH_LIMIT: usize = 128;
