//! The Prometheus recorder: names, help texts, buckets, upkeep.

use std::sync::OnceLock;

use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// 0.5 and 2 s are the two limits of the Apdex score.
const LATENCY: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];
/// Commits take a fraction of a millisecond to some tens.
const COMMIT: [f64; 10] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0];

enum Type {
    Counter,
    Gauge,
    Histogram,
}
use Type::{Counter, Gauge, Histogram};

/// Every series of ours with its help text: one without is refused by `promtool
/// check metrics`. No units here: the exporter would append them to the names,
/// and the required `app_cpu_usage_percent` would become a `_ratio`. A counter
/// is exported with `_total` at its end.
const HELP: [(Type, &str, &str); 17] = [
    (Counter, "app_request_count", "Requests answered."),
    (Histogram, "app_request_latency_seconds", "Time from the request head to the end of the answer."),
    (Gauge, "app_active_requests", "Requests being answered now."),
    (Gauge, "app_memory_usage_bytes", "Resident memory of the process."),
    (Gauge, "app_cpu_usage_percent", "Processor time used; 100 is one core."),
    (Gauge, "app_build_info", "The running version; always 1."),
    (Gauge, "app_metrics_series", "Series of the request metrics; capped at 2000."),
    (Counter, "app_connections_refused", "Connections refused at a cap."),
    (Counter, "app_connections_closed", "Connections closed at a missed deadline."),
    (Counter, "app_ingest_events", "Items that came in, by what became of them."),
    (Counter, "app_ingest_refused", "Items refused before they were read."),
    (Gauge, "app_ingest_queue_bytes", "Bytes admitted and not yet stored."),
    (Gauge, "app_ingest_lag_seconds", "Age of the oldest item not yet stored."),
    (Histogram, "app_db_write_seconds", "Time of one write transaction."),
    (Counter, "app_limited", "Requests answered with 429, by limit."),
    (Counter, "app_feedback", "Feedback entries stored, by kind."),
    (Counter, "app_pictures", "Pictures that came with feedback, by what became of them."),
];

/// The way to the recorded series.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Make the recorder the process's own. Later calls return the first one's
    /// handle; where somebody else installed a recorder before, ours stays empty.
    pub fn install() -> Self {
        static INSTALLED: OnceLock<Metrics> = OnceLock::new();
        let install = || {
            let (recorder, metrics) = Self::local();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another metrics recorder is installed; /metrics stays empty");
            }
            metrics
        };
        INSTALLED.get_or_init(install).clone()
    }

    /// A recorder of its own, for `metrics::with_local_recorder` in tests.
    pub fn local() -> (PrometheusRecorder, Self) {
        let recorder = PrometheusBuilder::new()
            .with_recommended_naming(true)
            // Without buckets the exporter makes summaries, which cannot be aggregated.
            .set_buckets(&LATENCY)
            .and_then(|builder| {
                builder.set_buckets_for_metric(Matcher::Full("app_db_write_seconds".into()), &COMMIT)
            })
            .expect("the bucket lists are not empty")
            .build_recorder();
        let metrics = Self(recorder.handle());
        metrics::with_local_recorder(&recorder, describe);
        (recorder, metrics)
    }

    /// The text format 0.0.4.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Fold recorded samples into their histograms. To be called every few
    /// seconds: samples pile up in memory until somebody does or scrapes.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

/// Tell the current recorder the help texts and the build.
pub fn describe() {
    for (kind, name, help) in HELP {
        match kind {
            Counter => describe_counter!(name, help),
            Gauge => describe_gauge!(name, help),
            Histogram => describe_histogram!(name, help),
        }
    }
    metrics_process::Collector::default().describe();
    let commit = option_env!("CRESSET_COMMIT").unwrap_or("unknown");
    metrics::gauge!("app_build_info", "version" => env!("CARGO_PKG_VERSION"), "commit" => commit).set(1.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{ErrorKind, Write},
        process::{Command, Stdio},
    };

    fn promtool(text: &str) -> Option<String> {
        let tool = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut tool = match tool {
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            started => started.expect("promtool starts"),
        };
        tool.stdin.take().expect("piped").write_all(text.as_bytes()).expect("it reads");
        let output = tool.wait_with_output().expect("it ends");
        let said = [output.stdout, output.stderr].concat();
        Some(format!("{} {}", output.status, String::from_utf8_lossy(&said)))
    }

    #[test]
    fn every_series_has_help_and_passes_promtool() {
        let (recorder, handle) = Metrics::local();
        metrics::with_local_recorder(&recorder, || {
            for (kind, name, _) in HELP {
                match kind {
                    Counter => metrics::counter!(name).increment(1),
                    Gauge => metrics::gauge!(name).set(1.0),
                    Histogram => metrics::histogram!(name).record(0.02),
                }
            }
            metrics_process::Collector::default().collect();
        });
        let text = handle.render();
        for required in [
            "# TYPE app_request_count_total counter",
            "# TYPE app_request_latency_seconds histogram",
            "# TYPE app_active_requests gauge",
            "# TYPE app_memory_usage_bytes gauge",
            "# TYPE app_cpu_usage_percent gauge",
            "app_build_info{",
            "process_resident_memory_bytes ",
            "app_db_write_seconds_bucket{le=\"0.0005\"} 0",
        ] {
            assert!(text.contains(required), "{required} is missing in\n{text}");
        }
        if let Some(verdict) = promtool(&text) {
            assert_eq!(verdict.trim(), "exit status: 0");
        }
    }
}
