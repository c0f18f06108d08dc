//! Files that stay, in a folder of their own.

use std::io;
use std::path::Path;

use super::Loaded;
use super::records::Kind;
use super::write::{Outputs, Verdicts, write};
use crate::error::{Error, Result};
use crate::model::Observer;

/// Copies the files that stay, each of which is one record, to a new folder, packed as they are; what goes and what can't
/// be read is written as by [`write()`](super::write::write). The folder appears whole or not at all.
///
/// # Errors
/// As [`write()`](super::write::write); where the folder is there already with something in it, or two files would have one name.
pub fn write_folder(
    loaded: &Loaded,
    verdicts: &dyn Verdicts,
    folder: &Path,
    outputs: Outputs<'_>,
    observer: &dyn Observer,
) -> Result<()> {
    let named = |path: &Path| path.display().to_string();
    let broken = |e: io::Error| Error::io(named(folder), &e);
    match std::fs::read_dir(folder).map(|mut inside| inside.next().is_some()) {
        Ok(true) => {
            return Err(Error::input(named(folder), "is there already, and not empty").way_out("name a new folder"));
        }
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(broken(why)),
        _ => {}
    }
    let around = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = tempfile::Builder::new().prefix(".nochmal").tempdir_in(around).map_err(broken)?;
    write(loaded, verdicts, Outputs { kept: None, ..outputs }, observer)?;
    let stays = |record: &usize| loaded.records.kind(*record) != Kind::Rejected && !verdicts.goes(*record);
    for record in (0..loaded.records.len()).filter(stays) {
        let Some((from, inside)) = loaded.corpus.file(loaded.records.place(record).0) else { continue };
        let to = beside.path().join(inside);
        if to.exists() {
            let what = format!("would be two files named {}", inside.display());
            return Err(Error::input(named(folder), what).way_out("dedupe the inputs one after the other"));
        }
        let copied = to.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::copy(from, &to));
        copied.map_err(|e| Error::io(named(from), &e))?;
    }
    // An empty folder of this name would be in the way.
    let _ = std::fs::remove_dir(folder);
    let made = beside.keep();
    std::fs::rename(&made, folder).and_then(|()| readable(folder)).map_err(broken)
}

/// Temporary folders are for their owner only; a result is as any other folder.
#[cfg(unix)]
fn readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Config, dedupe, load};
    use super::*;
    use crate::model::Quiet;

    fn run(inputs: &[String], to: &Path) -> Result<()> {
        let config = Config::new()?;
        let mut loaded = load(inputs, &config, &Quiet)?;
        let deduped = dedupe(&mut loaded, &config, &Quiet)?;
        assert!(loaded.corpus.whole_files());
        write_folder(&loaded, &deduped, to, Outputs::default(), &Quiet)
    }

    #[test]
    fn files_that_stay_keep_their_places_and_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let texts = folder.path().join("texts");
        fs::create_dir_all(texts.join("more")).unwrap();
        fs::write(texts.join("a.txt"), "One text, which comes again.\r\n").unwrap();
        fs::write(texts.join("more/b.txt"), "one text which comes again").unwrap();
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut packer, b"Something else altogether.\n").unwrap();
        let packed = packer.finish().unwrap();
        fs::write(texts.join("more/c.txt.gz"), &packed).unwrap();
        let (to, input) = (folder.path().join("kept"), texts.display().to_string());
        run(std::slice::from_ref(&input), &to).unwrap();
        assert_eq!(fs::read(to.join("a.txt")).unwrap(), b"One text, which comes again.\r\n");
        assert_eq!(fs::read(to.join("more/c.txt.gz")).unwrap(), packed);
        assert!(!to.join("more/b.txt").exists());
        let error = run(std::slice::from_ref(&input), &to).unwrap_err();
        assert!(error.what().contains("not empty"), "{error}");
        let twice = [texts.join("a.txt").display().to_string(), texts.join("more").display().to_string()];
        let other = folder.path().join("other");
        run(&twice, &other).unwrap();
        assert!(other.join("a.txt").exists() && other.join("more/c.txt.gz").exists());
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 3, "{left:?}");
    }
}
