//! countersign-pack
