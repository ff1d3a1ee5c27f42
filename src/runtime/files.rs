//! Files that genkan writes: whole or not at all, and their owner's only.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::domain::{Failure, Kind};

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Kind::Unwritten, format!("{}: {error}", path.display()))
}

/// Writes a text. `-` is the standard output. A new file, or one that takes the place of another, is written beside it and
/// put there when it is whole, readable for its owner only; a link is refused, as it would be replaced or followed to a
/// place that was not named; what is no file, such as a device or a pipe, is written to as it is.
///
/// # Errors
/// Unwritten, with the path and the system's reason.
pub fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    if path == Path::new("-") {
        let mut out = io::stdout().lock();
        return out
            .write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| unwritten(path, &error));
    }
    if let Ok(found) = path.symlink_metadata() {
        if found.is_symlink() {
            let to = std::fs::read_link(path).unwrap_or_default();
            let shown = format!("{} -> {}", path.display(), to.display());
            return Err(Failure::new(Kind::Unwritten, shown));
        }
        if !found.is_file() {
            return OpenOptions::new()
                .write(true)
                .open(path)
                .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.flush()))
                .map_err(|error| unwritten(path, &error));
        }
    }
    beside(path, text)?
        .persist(path)
        .map(drop)
        .map_err(|error| unwritten(path, &error.error))
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// As [`write_private`]; also where it is there.
pub fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    beside(path, text)?
        .persist_noclobber(path)
        .map(drop)
        .map_err(|error| unwritten(path, &error.error))
}

/// The text in a file of its own beside the target, on the disk. It has mode 0600.
fn beside(path: &Path, text: &str) -> Result<tempfile::NamedTempFile, Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let write = || -> io::Result<tempfile::NamedTempFile> {
        let mut file = tempfile::Builder::new().prefix(".genkan-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    write().map_err(|error| unwritten(path, &error))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_file_is_whole_private_and_where_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        std::fs::write(&path, "before").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        write_private(&path, "after").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "after");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        // A link in the folders is the person's own; one in the target's place is refused by name.
        let linked = folder.path().join("folder");
        symlink(folder.path(), &linked).unwrap();
        write_private(&linked.join("other.json"), "x").unwrap();
        let link = folder.path().join("link.json");
        symlink(&path, &link).unwrap();
        let failure = write_private(&link, "y").unwrap_err();
        assert_eq!((failure.kind, failure.exit_code()), (Kind::Unwritten, 9));
        assert!(failure.message.contains("plan.json"), "{failure}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "after");
        // One that is there is not written over where it must be new, and nothing is left beside it.
        assert!(write_new(&path, "z").is_err());
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 4);
    }

    #[test]
    fn a_disk_that_is_full_is_a_failure() {
        let failure = write_private(Path::new("/dev/full"), "text").unwrap_err();
        assert_eq!(failure.kind, Kind::Unwritten);
        write_private(Path::new("/dev/null"), "text").unwrap();
    }
}
