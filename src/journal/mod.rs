//! What was done to the account: append-only JSON lines, mode 0600, flushed to the disk before and after
//! each call, so that a run killed at any byte can be told and continued.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::journal::{Ending, Entry, Event, History, JOURNAL_SCHEMA, Run, StepState};
use crate::domain::memory::MEMORY_SCHEMA;
use crate::domain::{Failure, Kind, Memory, Plan, Receipt};

/// The journal of this machine, or a temporary one for the embedded account.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Keeps a temporary journal's folder alive, and takes it away at the end.
    temporary: Option<tempfile::TempDir>,
}

/// The right to write: one genkan applies at a time.
#[derive(Debug)]
pub struct Writer {
    file: File,
    path: PathBuf,
    _lock: File,
}

fn file_failure(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Kind::File, format!("{}: {error}", path.display()))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Kind::Unwritten, format!("{}: {error}", path.display()))
}

/// Opens a file of genkan's own to add to it. A link in its place is not followed to where somebody else would have it
/// written, and nobody but its owner reads it, however it was found.
///
/// # Errors
/// Those of the system; a link in its place.
pub fn append_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).append(true);
    let file = private(&mut options).open(path)?;
    own_only(&file)?;
    Ok(file)
}

/// Takes from others what the file's mode gives them.
#[cfg(unix)]
fn own_only(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata()?;
    if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn own_only(_: &File) -> std::io::Result<()> {
    Ok(())
}

impl Journal {
    /// The journal in the state directory (`GENKAN_STATE_DIR`, else XDG's state home).
    ///
    /// # Errors
    /// File where no home can be found.
    pub fn of_this_machine() -> Result<Self, Failure> {
        let folder = if let Some(folder) = std::env::var_os("GENKAN_STATE_DIR").filter(|dir| !dir.is_empty())
        {
            PathBuf::from(folder)
        } else {
            use etcetera::BaseStrategy;
            let base = etcetera::choose_base_strategy()
                .map_err(|error| Failure::new(Kind::File, error.to_string()))?;
            base.state_dir().unwrap_or_else(|| base.data_dir()).join("genkan")
        };
        Ok(Self::at(&folder))
    }

    /// The journal in a folder.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            path: folder.join("journal.jsonl"),
            temporary: None,
        }
    }

    /// A journal that goes away with the process: the embedded account does, too.
    ///
    /// # Errors
    /// File where no temporary folder can be made.
    pub fn temporary() -> Result<Self, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("genkan-")
            .tempdir()
            .map_err(|error| Failure::new(Kind::Unwritten, error.to_string()))?;
        Ok(Self {
            path: folder.path().join("journal.jsonl"),
            temporary: Some(folder),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it outlives the process.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.temporary.is_none()
    }

    /// Everything that was done. A journal that does not exist is empty; damaged lines are counted.
    ///
    /// # Errors
    /// File where it exists and cannot be read.
    pub fn read(&self) -> Result<History, Failure> {
        let mut text = Vec::new();
        match File::open(&self.path) {
            Ok(mut file) => {
                // One that cannot be closed to others, such as on a disk that is read-only, can still be read.
                let _ = own_only(&file);
                file.read_to_end(&mut text)
                    .map_err(|error| file_failure(&self.path, &error))?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(file_failure(&self.path, &error)),
        }
        let mut history = History::default();
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice::<Entry>(line) {
                Ok(entry) if entry.schema == JOURNAL_SCHEMA => history.entries.push(entry),
                _ => match other_version(line) {
                    // Its runs would be hidden, and what they made be nobody's.
                    Some(schema) => {
                        let said = format!("{}: {schema} ({JOURNAL_SCHEMA})", self.path.display());
                        return Err(Failure::new(Kind::OtherVersion, said));
                    }
                    None => history.damaged += 1,
                },
            }
        }
        Ok(history)
    }

    /// Writes the end of a run that was cut short, once AWS shows that all of it is in place.
    ///
    /// # Errors
    /// Locked where another genkan writes; file where it cannot be written.
    pub fn close(&self, run: &Run, now: Timestamp) -> Result<(), Failure> {
        let Some(attempt) = run.attempts.last().filter(|attempt| attempt.ending.is_none()) else {
            return Ok(());
        };
        let mut writer = self.writer()?;
        for (step, state) in attempt.steps.iter().enumerate() {
            // What was never begun was done by somebody else, and is not ours to take back.
            let receipt = match state {
                StepState::Done(_) | StepState::TakenBack => continue,
                StepState::Unclear => Receipt::recovered(),
                StepState::NotStarted | StepState::Failed => Receipt::already_there(),
            };
            writer.add(now, &attempt.plan, Event::Done { step, receipt })?;
        }
        writer.add(
            now,
            &attempt.plan,
            Event::Finished {
                ending: Ending::Complete,
            },
        )
    }

    /// Opens it for writing, alone.
    ///
    /// # Errors
    /// Locked where another genkan writes; file where it cannot be written.
    pub fn writer(&self) -> Result<Writer, Failure> {
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        create_private_folder(folder).map_err(|error| unwritten(folder, &error))?;
        let lock_path = self.path.with_extension("lock");
        let lock = private(OpenOptions::new().create(true).truncate(false).write(true))
            .open(&lock_path)
            .map_err(|error| unwritten(&lock_path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Failure::new(Kind::Locked, "")),
            Err(fs::TryLockError::Error(error)) => return Err(unwritten(&lock_path, &error)),
        }
        let mut file = append_private(&self.path).map_err(|error| unwritten(&self.path, &error))?;
        end_torn_line(&mut file).map_err(|error| unwritten(&self.path, &error))?;
        Ok(Writer {
            file,
            path: self.path.clone(),
            _lock: lock,
        })
    }
}

/// The schema of a line that another version wrote.
fn other_version(line: &[u8]) -> Option<String> {
    let line: serde_json::Value = serde_json::from_slice(line).ok()?;
    let schema = line.get("schema")?.as_str()?;
    (schema.starts_with("genkan.journal/") && schema != JOURNAL_SCHEMA).then(|| schema.to_owned())
}

/// A process killed inside a write leaves half a line; the next one starts on a line of its own.
fn end_torn_line(file: &mut File) -> std::io::Result<()> {
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let links = rustix::fs::OFlags::NOFOLLOW.bits();
    options.mode(0o600).custom_flags(links.cast_signed())
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a folder that only its owner may enter.
///
/// # Errors
/// Those of the system.
pub fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

impl Writer {
    /// Adds a line and waits until the disk has it.
    ///
    /// # Errors
    /// File where the disk refuses: then nothing may be changed.
    pub fn add(&mut self, time: Timestamp, plan: &Plan, event: Event) -> Result<(), Failure> {
        let entry = Entry {
            schema: JOURNAL_SCHEMA.to_owned(),
            time,
            account: plan.account.clone(),
            run: plan.run.clone(),
            hash: plan.hash.clone(),
            event,
        };
        let mut line =
            serde_json::to_vec(&entry).map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.map_err(|error| unwritten(&self.path, &error))
    }
}

impl Journal {
    fn memory_path(&self) -> PathBuf {
        self.path.with_file_name("memory.json")
    }

    /// What is remembered besides. What cannot be read is forgotten: nothing depends on it.
    #[must_use]
    pub fn memory(&self) -> Memory {
        let text = fs::read(self.memory_path()).unwrap_or_default();
        serde_json::from_slice::<Memory>(&text)
            .ok()
            .filter(|memory| memory.schema == MEMORY_SCHEMA)
            .unwrap_or_default()
    }

    /// Keeps what is remembered; the file is whole at any time.
    ///
    /// # Errors
    /// File where it cannot be written.
    pub fn remember(&self, memory: &Memory) -> Result<(), Failure> {
        let path = self.memory_path();
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        create_private_folder(folder).map_err(|error| unwritten(folder, &error))?;
        let text = serde_json::to_vec_pretty(memory)
            .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        // Made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| unwritten(folder, &error))?;
        file.write_all(&text).map_err(|error| unwritten(&path, &error))?;
        file.persist(&path)
            .map_err(|error| unwritten(&path, &error.error))?;
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode() & 0o777)
    }

    #[test]
    fn a_journal_of_another_version_is_refused_and_nothing_of_it_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path());
        let line = "{\"schema\":\"genkan.journal/1\",\"run\":\"r\"}\n";
        fs::write(journal.path(), line).unwrap();
        let failure = journal.read().unwrap_err();
        assert_eq!((failure.kind, failure.exit_code()), (Kind::OtherVersion, 8));
        assert!(failure.message.contains("genkan.journal/1"), "{failure}");
        assert_eq!(fs::read_to_string(journal.path()).unwrap(), line);
        // Half a line is none of anybody's.
        fs::write(journal.path(), "{\"schema\":\"genkan.jour").unwrap();
        assert_eq!(journal.read().unwrap().damaged, 1);
    }

    #[test]
    fn what_others_may_read_is_taken_from_them() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a").join("b");
        create_private_folder(&inner).unwrap();
        assert_eq!((mode(&inner), mode(&folder.path().join("a"))), (0o700, 0o700));
        // Made again, it is there.
        create_private_folder(&inner).unwrap();
        let path = inner.join("journal.jsonl");
        append_private(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
        for open in [0o644, 0o640, 0o602] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            append_private(&path).unwrap();
            assert_eq!(mode(&path), 0o600);
        }
        let link = inner.join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(append_private(&link).is_err());
    }
}
