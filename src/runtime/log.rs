//! The debug log: only where `GENKAN_LOG` asks for it, and only into a file, because the screen is the
//! wizard's.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::domain::{Failure, Kind};
use crate::journal::Journal;

/// Starts the log where `GENKAN_LOG` has a filter such as `genkan=debug`. The messages of the
/// libraries below stay out, whatever the filter says: they show requests, credentials' sources and errors whole, with what
/// is secret in them.
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
        crate::journal::append_private(path)
    };
    let file =
        open(&path).map_err(|error| Failure::new(Kind::Unwritten, format!("{}: {error}", path.display())))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Arc::new(file))
        .finish()
        .with(filter_fn(|metadata| metadata.target().starts_with("genkan")));
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}
