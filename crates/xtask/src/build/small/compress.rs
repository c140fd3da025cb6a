//! The forms that lie beside a file of a release, so that no request pays for compression.

use std::io::Write;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::build::memo::memo;

/// Suffix and bytes of each form that is smaller than the file itself (a font has none).
pub fn forms(bytes: &[u8]) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let mut forms = vec![("br", brotli(bytes)?), ("gz", gzip(bytes)?)];
    forms.retain(|(_, small)| small.len() < bytes.len());
    Ok(forms)
}

/// Brotli at its highest level, which takes seconds for the console.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let [small] = memo("brotli", &[bytes], || {
        let params = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        let mut small = Vec::new();
        brotli::BrotliCompress(&mut &*bytes, &mut small, &params)?;
        Ok([small])
    })?;
    Ok(small)
}

/// Gzip at its highest level.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
