//! countersign-import
