//! countersign-workbench
