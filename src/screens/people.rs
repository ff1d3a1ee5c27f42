//! The IAM users and the access keys, one row each.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::asking;
use super::result::trouble;
use super::widgets::Page;
use crate::domain::{Failure, Status};
use crate::measures::secure::{AccessKey, KeyFlaw, days_between, key_flaws};
use crate::say;
use crate::text::glyph;
use crate::text::width::{cut, pad};
use crate::wizard::Person;

/// Title, an empty line, heads.
const ABOVE: usize = 3;
/// What is said of the selected row.
const BELOW: usize = 7;

/// Draws rows with the selected one in view.
fn rows(
    look: &Look<'_>,
    page: &mut Page,
    area: Rect,
    selected: usize,
    rows: &[(String, (String, Style), String)],
) {
    let room = usize::from(area.height)
        .saturating_sub(ABOVE + BELOW)
        .clamp(1, rows.len().max(1));
    let selected = selected.min(rows.len().saturating_sub(1));
    let first = selected
        .saturating_sub(room / 2)
        .min(rows.len().saturating_sub(room));
    for (index, (name, (state, style), rest)) in rows.iter().enumerate().skip(first).take(room) {
        let focused = index == selected;
        page.spans(vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::styled(
                pad(&cut(name, 24), 24),
                if focused { look.theme.focus } else { Style::new() },
            ),
            Span::raw(" "),
            Span::styled(pad(state, 14), *style),
            Span::raw(format!(" {rest}")),
        ]);
    }
}

fn unread(look: &Look<'_>, failure: Option<&Failure>, page: &mut Page) {
    match failure {
        Some(failure) => trouble(look, failure, None, page),
        None => page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("dashboard-asking")),
            look.theme.dim,
        ),
    }
}

pub fn users(look: &Look<'_>, selected: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let facts = &look.model.facts.secure;
    let mut page = Page::new(area);
    page.text(1, &look.get("users-title"), look.theme.title);
    page.blank();
    if facts.users.seen().is_none() {
        if look.model.review.is_some() {
            asking(look, &mut page);
        } else {
            unread(look, facts.users.refusal(), &mut page);
        }
        return page.draw(0, frame, area);
    }
    let people = look.model.people();
    if people.is_empty() {
        page.text(1, &look.get("users-none"), Style::new());
        return page.draw(0, frame, area);
    }
    let head = format!(
        "   {} {} {}",
        pad(&look.get("users-user"), 24),
        pad(&look.get("users-mfa"), 14),
        look.get("users-rest")
    );
    page.spans(vec![Span::styled(head, look.theme.dim)]);
    let all: Vec<_> = people.iter().map(|person| row(look, person)).collect();
    rows(look, &mut page, area, selected, &all);
    page.blank();
    match people.get(selected.min(people.len() - 1)) {
        Some(Person::User(user)) => user_detail(look, user, &mut page),
        Some(Person::Abandoned(_)) => page.text(1, &look.get("users-abandoned-why"), Style::new()),
        None => {}
    }
    if look.model.review.is_some() {
        asking(look, &mut page);
    }
    page.draw(0, frame, area)
}

fn row(look: &Look<'_>, person: &Person<'_>) -> (String, (String, Style), String) {
    let facts = &look.model.facts.secure;
    let ascii = look.model.ascii;
    let marked = |status: Status, words: &str| {
        (
            format!("{} {words}", glyph(Some(status), ascii)),
            look.theme.status(status),
        )
    };
    match person {
        Person::Abandoned(serial) => {
            let name = serial.rsplit('/').next().unwrap_or(serial).to_owned();
            let state = marked(Status::Warn, &look.get("users-abandoned"));
            (name, state, String::new())
        }
        Person::User(user) => {
            let console = facts.has_console(user);
            let count = facts.devices_of(user).map(<[String]>::len);
            let state = match (count, console) {
                (None, _) => marked(Status::Unknown, &look.get("status-unknown")),
                (Some(0), Some(false)) => marked(Status::NotApplicable, &look.get("users-no-mfa")),
                (Some(0), Some(true)) => marked(Status::Fail, &look.get("users-no-mfa")),
                (Some(0), None) => marked(Status::Unknown, &look.get("users-no-mfa")),
                (Some(count), _) => marked(Status::Pass, &look.say(&say!("users-devices", count = count))),
            };
            let console = match console {
                Some(true) => look.get("users-console"),
                Some(false) => look.get("users-no-console"),
                None => look.get("status-unknown"),
            };
            let groups = facts
                .permissions
                .seen()
                .and_then(|permissions| permissions.users.get(*user))
                .map(|(groups, _)| groups.join(", "))
                .unwrap_or_default();
            (
                (*user).to_owned(),
                state,
                format!("{}  {groups}", pad(&console, 14)),
            )
        }
    }
}

fn user_detail(look: &Look<'_>, user: &str, page: &mut Page) {
    let facts = &look.model.facts.secure;
    let one = facts
        .users
        .seen()
        .into_iter()
        .flatten()
        .find(|one| one.name == user);
    let used = one.and_then(|one| one.password_last_used).map_or_else(
        || look.get("users-never-signed-in"),
        |time| look.say(&say!("users-signed-in", time = time)),
    );
    page.text(1, &used, look.theme.dim);
    if let Some((_, policies)) = facts
        .permissions
        .seen()
        .and_then(|permissions| permissions.users.get(user))
        .filter(|(_, policies)| !policies.is_empty())
    {
        let names: Vec<&str> = policies
            .attached
            .iter()
            .map(|arn| arn.rsplit('/').next().unwrap_or(arn))
            .chain(policies.inline.keys().map(String::as_str))
            .collect();
        let said = say!("users-direct", policies = names.join(", "));
        page.text(1, &look.say(&said), look.theme.warn);
    }
    let has = facts.devices_of(user).is_some_and(|devices| !devices.is_empty());
    let said = if has {
        "users-has-mfa-why"
    } else {
        "users-set-mfa-why"
    };
    page.text(1, &look.get(said), Style::new());
}

pub fn keys(look: &Look<'_>, selected: usize, of_root: bool, frame: &mut Frame<'_>, area: Rect) -> usize {
    let facts = &look.model.facts.secure;
    let mut page = Page::new(area);
    let title = if of_root { "keys-root-title" } else { "keys-title" };
    page.text(1, &look.get(title), look.theme.title);
    page.blank();
    if facts.keys.seen().is_none() {
        if look.model.review.is_some() {
            asking(look, &mut page);
        } else {
            unread(look, facts.keys.refusal(), &mut page);
        }
        return page.draw(0, frame, area);
    }
    let keys = look.model.access_keys(of_root);
    if keys.is_empty() {
        page.text(1, &look.get("keys-none"), Style::new());
        return page.draw(0, frame, area);
    }
    let head = format!(
        "   {} {} {}",
        pad(&look.get("keys-key"), 24),
        pad(&look.get("keys-state"), 14),
        look.get("keys-rest")
    );
    page.spans(vec![Span::styled(head, look.theme.dim)]);
    let all: Vec<_> = keys.iter().map(|key| key_row(look, key)).collect();
    rows(look, &mut page, area, selected, &all);
    page.blank();
    if let Some(key) = keys.get(selected.min(keys.len() - 1)) {
        key_detail(look, key, &mut page);
    }
    if look.model.review.is_some() {
        asking(look, &mut page);
    }
    page.draw(0, frame, area)
}

fn key_row(look: &Look<'_>, key: &AccessKey) -> (String, (String, Style), String) {
    let facts = &look.model.facts.secure;
    let flaws = key_flaws(key, facts);
    let of_root = key.owner == crate::measures::secure::Owner::Root;
    let status = match (key.active, flaws.first()) {
        (true, Some(KeyFlaw::Old(_))) => Status::Fail,
        (true, _) if of_root => Status::Fail,
        (true, Some(_)) => Status::Warn,
        (true, None) => Status::Pass,
        (false, _) => Status::NotApplicable,
    };
    let word = look.get(if key.active {
        "keys-active"
    } else {
        "keys-inactive"
    });
    let state = format!("{} {word}", glyph(Some(status), look.model.ascii));
    let age = key.created.zip(facts.asked).map_or_else(
        || "-".to_owned(),
        |(made, now)| look.say(&say!("keys-age", days = days_between(made, now))),
    );
    (
        key.id.clone(),
        (state, look.theme.status(status)),
        format!("{}  {}", pad(&age, 12), key.owner),
    )
}

fn key_detail(look: &Look<'_>, key: &AccessKey, page: &mut Page) {
    let facts = &look.model.facts.secure;
    page.text(1, &look.say(&key.last_use(facts.asked)), look.theme.dim);
    for flaw in key_flaws(key, facts) {
        let said = match flaw {
            KeyFlaw::Old(days) => say!("keys-old", days = days),
            KeyFlaw::Unused(days) => say!("keys-unused", days = days),
            KeyFlaw::Initial => say!("keys-initial"),
            KeyFlaw::Double => say!("keys-double"),
        };
        page.text(1, &look.say(&said), look.theme.warn);
    }
    if facts.own_key.as_deref() == Some(&key.id) {
        page.text(1, &look.get("keys-own"), look.theme.warn);
    }
    let next = if key.active {
        "keys-next-off"
    } else {
        "keys-next-delete"
    };
    page.text(1, &look.get(next), Style::new());
}
