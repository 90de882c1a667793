//! Evidence-chain completeness (domain 4d).
