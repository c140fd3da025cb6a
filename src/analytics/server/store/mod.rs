//! The SQL of analytics.

pub mod condition;
pub mod dropped;
pub mod erase;
pub mod export;
pub mod goals;
pub mod loose;
pub mod read;
pub mod salts;
pub mod scan;
pub mod seal;
pub mod vitals;
pub mod write;
