//! Analytics beacon.
