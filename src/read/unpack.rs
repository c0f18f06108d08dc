//! Takes gzip and zstd off, within limits.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::limits::{reached, size};
use super::{Limits, Raw};
use crate::error::{Error, Result};

/// Up to here any ratio is harmless.
const FREE: u64 = 64 << 20;

/// The packings, by their first bytes.
const PACKINGS: [(&str, &[u8]); 2] = [("gzip", &[0x1f, 0x8b]), ("zstd", &[0x28, 0xb5, 0x2f, 0xfd])];

/// The content of `raw`, each gzip or zstd layer around it taken off.
///
/// # Errors
/// A packing that is damaged or ends early, and content beyond [`Limits::bytes`], [`Limits::expansion`] or [`Limits::layers`].
pub(super) fn unpack(mut raw: Raw, limits: &Limits) -> Result<Raw> {
    for _ in 0..=limits.layers {
        let Some((packing, _)) = PACKINGS.iter().find(|(_, magic)| raw.bytes.starts_with(magic)) else {
            return Ok(raw);
        };
        let most = limits.bytes.min(FREE.max(limits.expansion.saturating_mul(raw.bytes.len() as u64)));
        let mut bytes = Vec::new();
        let done = match *packing {
            "gzip" => fill(MultiGzDecoder::new(raw.bytes.as_slice()), most, &mut bytes),
            _ => zstd::Decoder::with_buffer(raw.bytes.as_slice()).and_then(|d| fill(d, most, &mut bytes)),
        };
        done.map_err(|why| damaged(&raw.source, packing, &why))?;
        if bytes.len() as u64 > most {
            return Err(too_much(&raw.source, packing, most, limits));
        }
        raw.bytes = bytes;
    }
    Err(reached(&raw.source, "layers", format!("is packed more than {} times", limits.layers)))
}

fn fill(from: impl Read, most: u64, into: &mut Vec<u8>) -> io::Result<usize> {
    from.take(most.saturating_add(1)).read_to_end(into)
}

fn damaged(source: &str, packing: &str, why: &io::Error) -> Error {
    let what = match why.kind() {
        io::ErrorKind::UnexpectedEof => format!("the {packing} data ends early"),
        _ => format!("the {packing} data is damaged ({why})"),
    };
    Error::input(source, what).way_out("fetch the file again")
}

fn too_much(source: &str, packing: &str, most: u64, limits: &Limits) -> Error {
    if most == limits.bytes {
        return reached(source, "bytes", format!("unpacks to more than {}", size(most)));
    }
    let what =
        format!("unpacks to more than {}, over {} times its size, like a {packing} bomb", size(most), limits.expansion);
    reached(source, "expansion", what)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::error::ErrorKind;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        w.write_all(bytes).unwrap();
        w.finish().unwrap()
    }

    fn raw(bytes: Vec<u8>) -> Raw {
        Raw { source: "a".into(), bytes }
    }

    #[test]
    fn takes_every_layer_off() {
        let packed = gzip(&zstd::encode_all(&b"Guten Tag"[..], 3).unwrap());
        assert_eq!(unpack(raw(packed), &Limits::default()).unwrap().bytes, b"Guten Tag");
        let two_members = [gzip(b"Guten "), gzip(b"Tag")].concat();
        assert_eq!(unpack(raw(two_members), &Limits::default()).unwrap().bytes, b"Guten Tag");
    }

    #[test]
    fn names_what_is_wrong_with_the_packing() {
        let whole = gzip(&[b'x'; 5000]);
        let cut = unpack(raw(whole[..whole.len() - 9].to_vec()), &Limits::default()).unwrap_err();
        assert_eq!(cut.to_string(), "a: the gzip data ends early; fetch the file again");
        let zst = zstd::encode_all(&[b'x'; 5000][..], 3).unwrap();
        assert!(unpack(raw(zst[..zst.len() - 3].to_vec()), &Limits::default()).is_err());
        let mut deep = b"x".to_vec();
        (0..6).for_each(|_| deep = gzip(&deep));
        let error = unpack(raw(deep), &Limits::default()).unwrap_err();
        assert!(error.kind() == ErrorKind::Limit && error.what().contains("layers"), "{error}");
    }

    #[test]
    fn stops_at_a_bomb() {
        let limits = Limits { expansion: 10, ..Limits::default() };
        let zst = zstd::encode_all(io::repeat(0).take(FREE + 1), 1).unwrap();
        let error = unpack(raw(zst.clone()), &limits).unwrap_err();
        assert!(error.kind() == ErrorKind::Limit && error.what().contains("\"expansion\""), "{error}");
        let limits = Limits { bytes: 1 << 20, ..Limits::default() };
        let error = unpack(raw(zst), &limits).unwrap_err();
        assert!(error.what().contains("more than 1 MiB (limit \"bytes\")"), "{error}");
    }
}
