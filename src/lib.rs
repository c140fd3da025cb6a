//! Cresset.
