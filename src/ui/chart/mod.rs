//! Charts: SVG drawn on the server, readable by pointer, by keyboard and as a table.
//!
//! Geometry is attributes alone, since the content security policy refuses style attributes. Across
//! a chart is measured in per cent and down it in pixels: so one drawing fits every width without
//! being measured, and text keeps its shape. Both sides must write the same digits, so numbers
//! become text in one function, and scales use only arithmetic that is exact everywhere.
//!
//! ```ignore
//! <Chart title="Latency" shape=Shape::Line unit=Unit::Millis plot=Signal::derive(move || Plot {
//!     steps: Steps::Clock { from, step: 60_000, count: 60 },
//!     series: vec![Series::new("p95", p95, 1), Series::new("p50", p50, 2)],
//!     flags: vec![Flag { at, name: "2.4.0".into(), note: "web@2.4.0 to production".into(), href, tone: Tone::Good, minor: false }],
//! }) empty="The first minute is being measured."/>
//! ```

mod area;
mod data;
mod path;
mod reading;
mod scale;
mod sparkline;
mod table;
mod view;

pub use area::Size;
pub use data::{Flag, Name, Plot, Series, Shape, Steps, Unit};
pub use sparkline::Sparkline;
pub use view::Chart;
