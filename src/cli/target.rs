//! Files that appear whole or not at all, packed as their names say.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use crate::error::Error;

/// Where a result goes: standard output, or a file that is written beside its place and renamed at the end.
pub(crate) struct Target {
    sink: Sink,
    path: PathBuf,
}

type Beside = BufWriter<NamedTempFile>;

enum Sink {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    Plain(Beside),
    Gzip(Box<GzEncoder<Beside>>),
    Zstd(Box<zstd::Encoder<'static, Beside>>),
}

/// Bytes written at once.
const BUFFER: usize = 1 << 18;
/// zstd's own default; with it, packing is about as fast as reading.
const ZSTD_LEVEL: i32 = 3;

impl Target {
    /// `None` and `-` are standard output; `.gz` and `.zst` are packed.
    pub fn create(path: Option<&Path>, threads: usize) -> Result<Target, Error> {
        let Some(path) = path.filter(|p| p.as_os_str() != "-") else {
            let sink = Sink::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock()));
            return Ok(Target { sink, path: PathBuf::from("standard output") });
        };
        let failed = |e: io::Error| Error::io(path.display().to_string(), &e);
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = BufWriter::with_capacity(BUFFER, NamedTempFile::new_in(folder).map_err(failed)?);
        let sink = match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => Sink::Gzip(Box::new(GzEncoder::new(beside, flate2::Compression::default()))),
            Some("zst") => {
                let mut encoder = zstd::Encoder::new(beside, ZSTD_LEVEL).map_err(failed)?;
                encoder.multithread(threads as u32).map_err(failed)?;
                Sink::Zstd(Box::new(encoder))
            }
            _ => Sink::Plain(beside),
        };
        Ok(Target { sink, path: path.to_owned() })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Error> {
        let failed = |e: io::Error| Error::io(self.path.display().to_string(), &e);
        let beside = match self.sink {
            Sink::Stdout(mut out) => {
                return match out.flush() {
                    Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(failed(e)),
                    _ => Ok(()),
                };
            }
            Sink::Plain(out) => out,
            Sink::Gzip(out) => out.finish().map_err(failed)?,
            Sink::Zstd(out) => out.finish().map_err(failed)?,
        };
        let file = beside.into_inner().map_err(|e| failed(e.into_error()))?;
        readable(file.as_file()).map_err(failed)?;
        file.persist(&self.path).map_err(|e| failed(e.error))?;
        Ok(())
    }
}

/// Temporary files are for their owner only; a result is as any other file.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &File) -> io::Result<()> {
    Ok(())
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(out) => out.write(bytes),
            Sink::Plain(out) => out.write(bytes),
            Sink::Gzip(out) => out.write(bytes),
            Sink::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(out) => out.flush(),
            Sink::Plain(out) => out.flush(),
            Sink::Gzip(out) => out.flush(),
            Sink::Zstd(out) => out.flush(),
        }
    }
}
