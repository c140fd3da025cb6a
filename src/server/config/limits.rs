//! Every limit an operator may want to move.

use super::reader::Reader;
use crate::server::limits::{LimitSettings, Rate};
use std::time::Duration;

const NUMBER: &str = "a number";

/// Sizes in bytes, times in seconds, unless the name says otherwise.
#[derive(Debug, Clone)]
pub struct Limits {
    /// `CRESSET_LIMITS=off`: no rate limits, no cap of connections per prefix.
    /// Size limits and timeouts stay.
    pub enforced: bool,
    pub connections: usize,
    pub connections_per_prefix: usize,
    pub connections_per_proxy: usize,
    pub first_byte_timeout: u64,
    pub head_timeout: u64,
    pub body_idle_timeout: u64,
    pub ingest_body_timeout: u64,
    pub upload_body_timeout: u64,
    pub console_body_timeout: u64,
    pub write_timeout: u64,
    pub keep_alive_timeout: u64,
    pub drain_timeout: u64,
    /// Between "not ready" and "no new connections", for a load balancer to notice.
    pub drain_notice: u64,
    pub head_bytes: usize,
    pub events_body_bytes: usize,
    pub feedback_body_bytes: usize,
    pub console_body_bytes: usize,
    pub queue_items: usize,
    pub queue_bytes: usize,
    pub feedback_burst: u32,
    pub feedback_per_minute: u32,
    pub project_burst: u32,
    pub project_per_minute: u32,
    pub sign_in_burst: u32,
    pub sign_in_per_minute: u32,
}

impl Limits {
    pub(super) fn read(r: &mut Reader<'_>) -> Self {
        Self {
            enforced: r.choice("limits", true, &[("on", true), ("off", false)]),
            connections: r.value("connections", 8_000, NUMBER),
            connections_per_prefix: r.value("connections_per_prefix", 64, NUMBER),
            connections_per_proxy: r.value("connections_per_proxy", 4_000, NUMBER),
            first_byte_timeout: r.value("first_byte_timeout", 10, NUMBER),
            head_timeout: r.value("head_timeout", 10, NUMBER),
            body_idle_timeout: r.value("body_idle_timeout", 10, NUMBER),
            ingest_body_timeout: r.value("ingest_body_timeout", 30, NUMBER),
            upload_body_timeout: r.value("upload_body_timeout", 300, NUMBER),
            console_body_timeout: r.value("console_body_timeout", 60, NUMBER),
            write_timeout: r.value("write_timeout", 30, NUMBER),
            keep_alive_timeout: r.value("keep_alive_timeout", 60, NUMBER),
            drain_timeout: r.value("drain_timeout", 20, NUMBER),
            drain_notice: r.value("drain_notice", 3, NUMBER),
            head_bytes: r.value("head_bytes", 32 << 10, NUMBER),
            events_body_bytes: r.value("events_body_bytes", 64 << 10, NUMBER),
            feedback_body_bytes: r.value("feedback_body_bytes", 256_000, NUMBER),
            console_body_bytes: r.value("console_body_bytes", 256 << 10, NUMBER),
            queue_items: r.value("queue_items", 20_000, NUMBER),
            queue_bytes: r.value("queue_bytes", 64 << 20, NUMBER),
            feedback_burst: r.value("feedback_burst", 60, NUMBER),
            feedback_per_minute: r.value("feedback_per_minute", 30, NUMBER),
            project_burst: r.value("project_burst", 600, NUMBER),
            project_per_minute: r.value("project_per_minute", 600, NUMBER),
            sign_in_burst: r.value("sign_in_burst", 10, NUMBER),
            sign_in_per_minute: r.value("sign_in_per_minute", 10, NUMBER),
        }
    }
}

impl Limits {
    /// The rates of the token buckets.
    pub fn rates(&self) -> LimitSettings {
        let per_minute = |burst: u32, rate: u32| Rate::new(burst, Duration::from_secs(60) / rate.max(1));
        let sign_in = per_minute(self.sign_in_burst, self.sign_in_per_minute);
        LimitSettings {
            enabled: self.enforced,
            feedback_prefix: per_minute(self.feedback_burst, self.feedback_per_minute),
            feedback_project: per_minute(self.project_burst, self.project_per_minute),
            sign_in_prefix: sign_in,
            ..LimitSettings::default()
        }
    }
}
