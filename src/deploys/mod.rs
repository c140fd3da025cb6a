//! What runs where, since when and by whose hand.
//!
//! An *environment* is a place a release can run in, ordered by rank. A
//! *release* is a version of the project, e.g. `web@2.4.0`. A *deployment* is
//! one release going to one environment. What runs is the succeeded deployment
//! with the greatest `(at, id)` per environment and package; one that was
//! rolled back drops out, so the one before it counts again.
//!
//! Invariants: a deployment's environment, release, kind and commit never
//! change; its status moves only along [`model::Status::may_become`], each move
//! with a row in `deployment_transitions` and one in the audit log.

pub mod api;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
