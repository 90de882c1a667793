//! countersign-report
