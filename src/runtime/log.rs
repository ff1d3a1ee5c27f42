//! The debug log: only where `GENKAN_LOG` asks for it, and only into a file, because the screen is the
//! wizard's.

use std::env;
use std::fs::OpenOptions;
use std::path::PathBuf;
use std::sync::Arc;

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::domain::{Failure, Kind};
use crate::journal::Journal;

/// Starts the log where `GENKAN_LOG` has a filter such as `genkan=debug`. The SDK's own messages stay out below a
/// warning, whatever the filter says: at their finest they show requests whole, with the passwords and codes in them.
///
/// # Errors
/// File where the log cannot be opened, bad configuration where the filter cannot be read.
pub fn start() -> Result<(), Failure> {
    let Some(filter) = env::var("GENKAN_LOG").ok().filter(|filter| !filter.is_empty()) else {
        return Ok(());
    };
    let filter = EnvFilter::try_new(&filter)
        .map_err(|error| Failure::new(Kind::BadConfig, format!("GENKAN_LOG={filter}: {error}")))?;
    let path = Journal::of_this_machine()?.path().with_file_name("genkan.log");
    let open = |path: &PathBuf| {
        if let Some(folder) = path.parent() {
            crate::journal::create_private_folder(folder)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)
    };
    let file =
        open(&path).map_err(|error| Failure::new(Kind::File, format!("{}: {error}", path.display())))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Arc::new(file))
        .finish()
        .with(filter_fn(|metadata| {
            metadata.target().starts_with("genkan") || *metadata.level() <= Level::WARN
        }));
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}
