//! Logs, request ids, and reports of our own errors to Sentry.

mod line;
mod request;

use std::{io::IsTerminal, time::Duration};

use sentry::{
    ClientOptions,
    integrations::tracing::{BreadcrumbLayer, ErrorLayer},
    types::Dsn,
};
use tracing::{Level, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use super::config::{Config, LogFormat};
pub use request::{REQUEST_ID, RequestId, current_id, observe};

/// Sends what is still waiting when dropped: keep it until the end of `main`.
#[must_use]
pub struct Telemetry(#[expect(dead_code, reason = "its drop flushes")] Option<sentry::ClientInitGuard>);

/// Start logging to standard error for the whole process, once.
///
/// # Errors
/// A sentence when the filter or the DSN cannot be read or logging was started before.
pub fn init(config: &Config) -> Result<Telemetry, String> {
    let sentry = config.sentry_dsn.as_deref().map(|dsn| client(dsn, config)).transpose()?;
    let guard = sentry.map(sentry::init);
    let filter = EnvFilter::try_new(&config.log_filter).map_err(|error| format!("log filter: {error}"))?;
    let json = config.log == LogFormat::Json;
    let lines = lines(json, !json && std::io::stderr().is_terminal(), std::io::stderr);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(guard.is_some().then(reports))
        .try_init()
        .map_err(|error| error.to_string())?;
    if guard.is_none() {
        tracing::warn!("SENTRY_DSN is not set: errors of this server are only in this log");
    }
    Ok(Telemetry(guard))
}

fn client(dsn: &str, config: &Config) -> Result<ClientOptions, String> {
    // The value is a credential: the message must not repeat it.
    let dsn: Dsn = dsn.parse().map_err(|error| format!("SENTRY_DSN cannot be read: {error}"))?;
    let mut options = ClientOptions::new()
        .release(concat!("cresset@", env!("CARGO_PKG_VERSION")))
        .environment(config.environment.clone())
        .traces_sample_rate(config.sentry_traces_sample_rate)
        .send_default_pii(false)
        .attach_stacktrace(true)
        .in_app_include(["cresset"])
        .shutdown_timeout(Duration::from_secs(3));
    options.dsn = Some(dsn);
    Ok(options)
}

/// ERROR events become reports; the warnings and notes before them go along.
fn reports<S>() -> Vec<Box<dyn Layer<S> + Send + Sync>>
where
    S: Subscriber + for<'l> LookupSpan<'l>,
{
    let notes = filter_fn(|metadata| matches!(*metadata.level(), Level::WARN | Level::INFO));
    vec![
        BreadcrumbLayer::new().with_filter(notes).boxed(),
        ErrorLayer::new().with_filter(LevelFilter::ERROR).boxed(),
    ]
}

fn lines<S, W>(json: bool, colour: bool, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'l> LookupSpan<'l>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let layer = fmt::layer().with_writer(line::OneLine { writer, colour });
    if json {
        layer.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
    } else {
        layer.with_ansi(colour).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::Values;
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    #[derive(Clone, Default)]
    pub(super) struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Memory {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    pub(super) fn logged(json: bool, work: impl FnOnce()) -> String {
        let memory = Memory::default();
        let writer = memory.clone();
        let layer = lines(json, false, move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        memory.text()
    }

    #[test]
    fn one_event_is_one_line_whatever_users_send() {
        let nasty = "a\nFAKE ERROR\r\n\u{1b}[31mred\u{2028}b\0";
        for json in [false, true] {
            let text = logged(json, || {
                let _span = tracing::error_span!("request", id = %nasty).entered();
                tracing::error!(plain = nasty, shown = %nasty, "said {nasty}");
                tracing::info!("second");
            });
            assert_eq!(text.lines().count(), 2, "{text}");
            assert!(!text.contains(['\r', '\u{1b}', '\0', '\u{2028}']), "{text:?}");
            if json {
                let line: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
                assert_eq!((&line["level"], &line["plain"]), (&"ERROR".into(), &nasty.into()));
                assert_eq!(line["span"]["id"], nasty);
            }
        }
    }

    #[test]
    fn a_bad_dsn_is_an_error_without_the_dsn() {
        let file = Values::from([("environment".into(), "testing".into())]);
        let settings = Config::load(Values::new(), &|_| None, file).unwrap();
        let error = client("https://secretkey@/nothing", &settings).err().unwrap();
        assert!(error.starts_with("SENTRY_DSN") && !error.contains("secretkey"), "{error}");
        let options = client("https://abc@sentry.example.com/7", &settings).unwrap();
        assert_eq!(options.environment.as_deref(), Some("testing"));
        assert!(options.release.unwrap().starts_with("cresset@"));
    }

    #[derive(Default)]
    struct Sent(Mutex<Vec<String>>);

    impl sentry::Transport for Sent {
        fn send_envelope(&self, envelope: sentry::Envelope) {
            let mut bytes = Vec::new();
            envelope.to_writer(&mut bytes).unwrap();
            self.0.lock().unwrap().push(String::from_utf8(bytes).unwrap());
        }
    }

    #[test]
    fn errors_are_reported_with_what_was_logged_before() {
        let sent = Arc::new(Sent::default());
        let transport = Arc::clone(&sent);
        let options = ClientOptions::new()
            .dsn("https://k@localhost/1")
            .transport(move |_: &ClientOptions| -> Arc<dyn sentry::Transport> { transport.clone() });
        let hub = sentry::Hub::new(Some(Arc::new(options.into())), Arc::default());
        sentry::Hub::run(Arc::new(hub), || {
            tracing::subscriber::with_default(tracing_subscriber::registry().with(reports()), || {
                tracing::warn!("the disk is nearly full");
                tracing::error!("could not store");
            });
        });
        let sent = sent.0.lock().unwrap();
        assert_eq!(sent.len(), 1);
        assert!(
            sent[0].contains("could not store") && sent[0].contains("the disk is nearly full"),
            "{sent:?}"
        );
    }
}
