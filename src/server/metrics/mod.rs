//! What the process measures about itself: Prometheus series for the private
//! port and a day of one-minute samples for the overview page.

mod middleware;
mod port;
mod process;
mod recorder;
mod ring;

pub use middleware::{Endpoints, RequestMetrics};
pub use port::private_routes;
pub use process::{ProcessUse, Sampler};
pub use recorder::{Metrics, describe};
pub use ring::{MinuteSample, Ring};
