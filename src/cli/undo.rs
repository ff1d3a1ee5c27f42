//! `genkan undo`: take back a run, as a plan of its own.

use super::{Context, out, plan};
use crate::domain::{Failure, Kind};
use crate::measures::{self, Detectors};
use crate::say;

impl Context {
    pub(super) async fn undo(
        &self,
        run: Option<&str>,
        detectors: Detectors,
        yes: bool,
        account: Option<&str>,
    ) -> Result<u8, Failure> {
        let journal = self.journal()?;
        let history = journal.read()?;
        self.mention_damage(&history);
        let found = match (run, account) {
            (Some(id), _) => {
                let run = history.run(id);
                Some(run.ok_or_else(|| Failure::new(Kind::Usage, format!("undo {id}: genkan journal")))?)
            }
            (None, Some(account)) => history.last_undoable(account),
            (None, None) => {
                let session = self.session().await?;
                let (identity, _) = crate::aws::account::identity(&session).await?;
                history.last_undoable(&identity.account)
            }
        };
        let undo = found
            .filter(|run| !run.undone)
            .and_then(|run| measures::undo(&history, &run, detectors, (self.clock)()))
            .filter(|plan| !plan.steps.is_empty());
        let Some(undo) = undo else {
            // What cannot be read may have been a change.
            out::data(&self.words.get(if history.damaged > 0 {
                "undo-unknown"
            } else {
                "undo-empty"
            }));
            return Ok(u8::from(history.damaged > 0));
        };
        out::data(&plan::shown(&undo, &self.words));
        if !yes {
            out::note(&self.words.say(&say!("undo-how-to", account = &undo.account)));
            return Ok(Failure::new(Kind::Usage, "").exit_code());
        }
        let session = self.session().await?;
        self.approve_and_run(&session, &journal, undo, yes, account).await
    }
}
