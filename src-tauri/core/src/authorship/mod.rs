//! Runtime authorship drift (domain 4a).
