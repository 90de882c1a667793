//! countersign-content
