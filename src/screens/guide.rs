//! What only a person can do, in the console's own words; and the way from the root user to the user of every day.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::Page;
use crate::domain::{Check, Status};
use crate::measures::secure::{ROOT_KEYS, ROOT_MFA, date, root_mfa_deadline};
use crate::say;
use crate::text::dashed;
use crate::text::width::pad;
use crate::wizard::{page_of, sign_in_page};

/// Most steps that a page has.
const STEPS: usize = 6;

pub fn draw(
    look: &Look<'_>,
    check: &'static Check,
    scroll: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let mut page = Page::new(area);
    page.text(1, &look.words.check(check), look.theme.title);
    let finding = look.model.finding(check);
    let (status, style) = look.status(finding.as_ref());
    let gap = finding.as_ref().and_then(|finding| {
        let said = finding.gap.as_ref().or_else(|| finding.saw.first());
        said.map(|said| look.say(said))
    });
    page.labelled(
        &pad(&status, 14),
        style,
        14,
        &gap.unwrap_or_default(),
        Style::new(),
    );
    if check.id == ROOT_MFA.id
        && finding
            .as_ref()
            .is_some_and(|finding| finding.status == Status::Fail)
    {
        let said = match root_mfa_deadline(&look.model.facts.secure) {
            Some(deadline) => say!("guide-deadline", date = date(deadline)),
            None => say!("guide-deadline-unknown"),
        };
        page.text(1, &look.say(&said), look.theme.warn);
    }
    if check.id == ROOT_KEYS.id {
        for said in finding.iter().flat_map(|finding| &finding.saw) {
            page.text(1, &look.say(said), look.theme.warn);
        }
    }
    page.blank();
    let id = dashed(check.id);
    for number in 1..=STEPS {
        let step = format!("guide-{id}-{number}");
        if look.words.has(&step) {
            page.labelled(
                &format!("{number}"),
                look.theme.title,
                3,
                &look.get(&step),
                Style::new(),
            );
        }
    }
    page.blank();
    page.text(1, page_of(check), look.theme.dim);
    let watched = [ROOT_MFA.id, ROOT_KEYS.id].contains(&check.id);
    let open = finding.is_none_or(|finding| finding.status != Status::Pass);
    if watched && open {
        page.blank();
        let text = format!("{} {}", look.spinner(), look.get("guide-watching"));
        page.text(1, &text, look.theme.dim);
    }
    page.draw(scroll, frame, area)
}

pub fn sign_in(look: &Look<'_>, user: &str, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    let account = look
        .model
        .identity()
        .map_or("-", |identity| identity.account.as_str());
    let region = look
        .model
        .home()
        .map_or_else(|| "-".to_owned(), ToString::to_string);
    page.text(
        1,
        &look.say(&say!("sign-in-title", user = user)),
        look.theme.title,
    );
    page.text(1, &look.get("sign-in-why"), look.theme.dim);
    page.blank();
    let address = sign_in_page(account);
    let command = format!("aws login --profile {user} --region {region}");
    let steps = [
        (look.say(&say!("sign-in-1", user = user)), Some(address)),
        (look.get("sign-in-2"), Some(command)),
        (look.say(&say!("sign-in-3", user = user)), None),
    ];
    for ((said, more), number) in steps.into_iter().zip(1..) {
        page.labelled(&format!("{number}"), look.theme.title, 3, &said, Style::new());
        if let Some(more) = more {
            page.text(6, &more, look.theme.title);
        }
        page.blank();
    }
    page.text(1, &look.get("sign-in-center"), look.theme.dim);
    page.blank();
    if look.model.switching.is_some() {
        let text = format!("{} {}", look.spinner(), look.get("sign-in-asking"));
        page.spans(vec![Span::styled(format!(" {text}"), look.theme.dim)]);
    }
    page.draw(scroll, frame, area)
}
