//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(genkan::cli::main(std::env::args_os().collect()))
}
