//! Is this the right account?

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Look;
use super::widgets::{Button, Page, widest};
use crate::domain::{Kind, Known, Principal, RegionSource};
use crate::say;
use crate::wizard::{Choice, SessionState};

pub fn draw(look: &Look<'_>, choice: Choice, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.blank();
    page.text(1, &look.get("identity-title"), look.theme.title);
    page.blank();
    let account = &look.model.facts.account;
    let trouble = match (&look.model.session, &account.identity) {
        (SessionState::Failed(failure), _) | (SessionState::Open(_), Known::Refused(failure)) => {
            Some(failure)
        }
        _ => None,
    };
    if let Some(failure) = trouble {
        page.text(1, &look.say(&failure.title()), look.theme.fail);
        let details: Vec<&str> = failure
            .code
            .as_deref()
            .into_iter()
            .chain([failure.message.as_str()])
            .filter(|text| !text.is_empty())
            .collect();
        if !details.is_empty() {
            page.text(3, &details.join(": "), look.theme.dim);
        }
        page.blank();
        page.text(1, &look.say(&failure.next_step()), ratatui::style::Style::new());
        page.text(1, &look.say(&failure.consequence()), look.theme.dim);
        page.blank();
        page.text(1, &look.get("identity-retry"), ratatui::style::Style::new());
        return page.draw(0, frame, area);
    }
    rows(look, &mut page);
    page.blank();
    if let Some(identity) = account.identity.seen()
        && identity.principal == Principal::Root
    {
        page.text(1, &look.get("identity-root"), look.theme.warn);
        page.blank();
    }
    let labels = Choice::ALL.map(|choice| look.get(choice.message()));
    let ready = account.identity.seen().is_some();
    let row: Vec<Button<'_>> = Choice::ALL
        .iter()
        .zip(&labels)
        .map(|(one, label)| Button {
            label,
            focused: *one == choice,
            enabled: ready || *one == Choice::Leave,
        })
        .collect();
    page.buttons(&row, look.theme);
    page.draw(0, frame, area)
}

fn rows(look: &Look<'_>, page: &mut Page) {
    let account = &look.model.facts.account;
    let ids = [
        "identity-account",
        "identity-alias",
        "identity-you",
        "identity-regions",
        "identity-plan",
    ];
    let labels = ids.map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 2;
    let asking = || format!("{} {}", look.spinner(), look.get("status-checking"));
    // Neither on nor off: these are only names.
    let refused = |failure: &crate::domain::Failure| match failure.kind {
        Kind::Denied | Kind::DeniedByPolicy => look.say(&say!(
            "identity-denied",
            call = failure.permission().unwrap_or("-")
        )),
        _ => look.say(&failure.title()),
    };
    let values = [
        of(&account.identity, asking, refused, |identity| {
            format!("{} ({})", identity.account, identity.partition)
        }),
        of(&account.alias, asking, refused, |alias| {
            alias.clone().unwrap_or_else(|| look.get("identity-no-alias"))
        }),
        of(&account.identity, asking, refused, |identity| {
            identity.arn.clone()
        }),
        of(&account.regions, asking, refused, |regions| {
            let home = look.model.home().map_or_else(String::new, ToString::to_string);
            let text = look.say(&say!(
                "identity-region-count",
                home = home,
                count = regions.enabled.len()
            ));
            match regions.source {
                RegionSource::Default => format!("{text} {}", look.get("identity-regions-default")),
                RegionSource::Account | RegionSource::Ec2 => text,
            }
        }),
        of(&account.plan, asking, refused, |plan| {
            format!("{} ({})", plan.kind, plan.status)
        }),
    ];
    for (label, value) in labels.iter().zip(&values) {
        page.labelled(label, look.theme.dim, column, value, ratatui::style::Style::new());
    }
}

fn of<T>(
    known: &Known<T>,
    asking: impl Fn() -> String,
    refused: impl Fn(&crate::domain::Failure) -> String,
    show: impl Fn(&T) -> String,
) -> String {
    match known {
        Known::NotAsked | Known::Asking => asking(),
        Known::Seen(value, _) => show(value),
        Known::Refused(failure) => refused(failure),
    }
}
