//! Files that appear whole or not at all, packed as their names say.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use crate::error::Error;

/// Where a result goes: standard output, or a file that is written beside its place and renamed at the end.
///
/// What is no file (a device, a pipe) is written to as it stands: a rename would put a file in its place.
/// A link to a file stays a link; the file behind it is the one that is renewed.
pub(crate) struct Target {
    sink: Sink,
    path: PathBuf,
}

type Out = BufWriter<Place>;

enum Sink {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    Plain(Out),
    Gzip(Box<GzEncoder<Out>>),
    Zstd(Box<zstd::Encoder<'static, Out>>),
}

/// Where bytes go until the result is whole.
enum Place {
    /// Beside the file that they become.
    Beside(NamedTempFile),
    /// Into a device or a pipe.
    Straight(File),
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
        let failed = |e: io::Error| match e.kind() {
            io::ErrorKind::NotFound => {
                Error::input(path.display().to_string(), "the folder for it is not there").way_out("make it first")
            }
            _ => Error::io(path.display().to_string(), &e),
        };
        // A file that is there may be reached by links; what isn't there yet has the name it was given.
        let known = fs::metadata(path).ok();
        let path = match &known {
            Some(known) if known.is_file() => fs::canonicalize(path).map_err(failed)?,
            _ => path.to_owned(),
        };
        let out = BufWriter::with_capacity(BUFFER, Place::of(&path, known.as_ref()).map_err(failed)?);
        let sink = match path.extension().and_then(|e| e.to_str()) {
            Some("gz") => Sink::Gzip(Box::new(GzEncoder::new(out, flate2::Compression::default()))),
            Some("zst") => {
                let mut encoder = zstd::Encoder::new(out, ZSTD_LEVEL).map_err(failed)?;
                encoder.multithread(threads as u32).map_err(failed)?;
                Sink::Zstd(Box::new(encoder))
            }
            _ => Sink::Plain(out),
        };
        Ok(Target { sink, path })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Error> {
        let failed = |e: io::Error| Error::io(self.path.display().to_string(), &e);
        let out = match self.sink {
            Sink::Stdout(mut out) => return unless_closed(out.flush()).map_err(failed),
            Sink::Plain(out) => out,
            Sink::Gzip(out) => out.finish().map_err(failed)?,
            Sink::Zstd(out) => out.finish().map_err(failed)?,
        };
        match out.into_inner().map_err(|e| failed(e.into_error()))? {
            Place::Beside(file) => file.persist(&self.path).map(drop).map_err(|e| failed(e.error)),
            Place::Straight(mut file) => unless_closed(file.flush()).map_err(failed),
        }
    }
}

/// Whoever reads the other end may stop when they have seen enough.
fn unless_closed(flushed: io::Result<()>) -> io::Result<()> {
    flushed.or_else(|e| if e.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(e) })
}

impl Place {
    fn of(path: &Path, known: Option<&fs::Metadata>) -> io::Result<Place> {
        match known {
            Some(known) if known.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Some(known) if !known.is_file() => File::options().write(true).open(path).map(Place::Straight),
            _ => {
                let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let beside = like_any_other(&mut tempfile::Builder::new()).tempfile_in(folder)?;
                if let Some(known) = known {
                    beside.as_file().set_permissions(known.permissions())?;
                }
                Ok(Place::Beside(beside))
            }
        }
    }
}

/// Temporary files are for their owner only; a result is as any other file, as the user's mask has it.
#[cfg(unix)]
fn like_any_other<'a, 'p, 's>(builder: &'a mut tempfile::Builder<'p, 's>) -> &'a mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_any_other<'a, 'p, 's>(builder: &'a mut tempfile::Builder<'p, 's>) -> &'a mut tempfile::Builder<'p, 's> {
    builder
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Place::Beside(file) => file.write(bytes),
            Place::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Place::Beside(file) => file.flush(),
            Place::Straight(file) => file.flush(),
        }
    }
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

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    fn write(path: &Path, text: &str) -> Result<(), Error> {
        let mut target = Target::create(Some(path), 1)?;
        target.write_all(text.as_bytes()).unwrap();
        target.finish()
    }

    #[test]
    fn a_pipe_stays_a_pipe() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                let mut read = String::new();
                File::open(pipe).unwrap().read_to_string(&mut read).unwrap();
                read
            }
        });
        write(&pipe, "one line\n").unwrap();
        assert_eq!(reader.join().unwrap(), "one line\n");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_stays_a_link_and_a_file_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        write(&link, "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_folder_is_refused_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write(folder.path(), "text").unwrap_err().to_string().contains("folder"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
