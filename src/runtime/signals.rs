//! Signals as values.

use crate::domain::{Failure, Kind};

/// What the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT from outside; in the wizard Ctrl-C is a key.
    Interrupt,
    /// SIGTERM, and SIGQUIT: who sends it wants an end, and the terminal back.
    Terminate,
    /// SIGTSTP: the shell wants the terminal for a while.
    Suspend,
    /// SIGHUP: the terminal is gone.
    HangUp,
}

/// The stream of signals.
#[cfg(unix)]
#[derive(Debug)]
pub struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    quit: tokio::signal::unix::Signal,
    suspend: Option<tokio::signal::unix::Signal>,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Starts to listen; from here on the process no longer ends by itself.
    ///
    /// # Errors
    /// Internal where the system refuses.
    pub fn new() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(|error| Failure::new(Kind::Internal, error.to_string()));
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            quit: listen(SignalKind::quit())?,
            hang_up: listen(SignalKind::hangup())?,
            suspend: None,
        })
    }

    /// Also listens to SIGTSTP, which stops a process by itself as long as nobody does: for who has a terminal to give
    /// back first.
    ///
    /// # Errors
    /// Internal where the system refuses.
    pub fn with_suspend(mut self) -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let stop = SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw());
        let stop = signal(stop).map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        self.suspend = Some(stop);
        Ok(self)
    }

    pub async fn next(&mut self) -> Signal {
        let suspend = async {
            match &mut self.suspend {
                Some(suspend) => suspend.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = suspend => Signal::Suspend,
            _ = self.quit.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.hang_up.recv() => Signal::HangUp,
        }
    }
}

/// The stream of signals, where there is only Ctrl-C.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Starts to listen.
    ///
    /// # Errors
    /// None here.
    pub fn new() -> Result<Self, Failure> {
        Ok(Self)
    }

    /// There is nothing like it here.
    ///
    /// # Errors
    /// None here.
    pub fn with_suspend(self) -> Result<Self, Failure> {
        Ok(self)
    }

    pub async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Interrupt
    }
}
