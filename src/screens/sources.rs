//! Where the credentials come from, and signing in to them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::overlay::boxed;
use super::widgets::{Page, dialog, widest};
use crate::domain::{Readiness, Region, Source};
use crate::say;
use crate::text::width::{cut, pad};
use crate::wizard::{SessionState, SigningIn, SourceRow};

pub fn draw(look: &Look<'_>, selected: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.blank();
    page.text(1, &look.get("sources-title"), look.theme.title);
    let rows = look.model.source_rows();
    let found: Vec<&Source> = rows
        .iter()
        .filter_map(|row| match row {
            SourceRow::Found(source) => Some(*source),
            SourceRow::Login | SourceRow::Embedded => None,
        })
        .collect();
    match &look.model.sources {
        None => page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("sources-looking")),
            look.theme.dim,
        ),
        Some(sources) => {
            if let Some(failure) = &sources.failure {
                page.text(1, &look.say(&failure.title()), look.theme.fail);
                page.text(1, &look.say(&failure.next_step()), Style::new());
            }
            let id = if found.is_empty() {
                "sources-none"
            } else {
                "sources-found"
            };
            page.text(1, &look.get(id), look.theme.dim);
        }
    }
    if look.model.sources.is_some() && found.is_empty() && !look.model.mode.demo {
        page.blank();
        shortest_road(look, &mut page);
    }
    page.blank();
    let names: Vec<String> = found.iter().map(|source| name(look, source)).collect();
    let column = widest(names.iter().map(String::as_str)).min(24) + 2;
    let ways: Vec<String> = found
        .iter()
        .map(|source| look.get(source.way.message()))
        .collect();
    let wide = widest(ways.iter().map(String::as_str)).min(28) + 2;
    let mut end = page.len();
    for (index, row) in rows.iter().enumerate() {
        let focused = index == selected.min(rows.len().saturating_sub(1));
        let mark = if focused { " > " } else { "   " };
        let style = if focused { look.theme.focus } else { Style::new() };
        match row {
            SourceRow::Found(source) => {
                let (said, said_style) = readiness(look, source);
                let region = source
                    .region
                    .as_ref()
                    .map_or_else(|| look.get("sources-no-region"), ToString::to_string);
                let is_cut = page.spans(vec![
                    Span::raw(mark),
                    Span::styled(pad(&cut(&name(look, source), column - 1), column), style),
                    Span::raw(pad(&cut(&look.get(source.way.message()), wide - 1), wide)),
                    Span::styled(pad(&said, 24), said_style),
                    Span::styled(region.clone(), look.theme.dim),
                ]);
                if focused && is_cut {
                    page.text(6, &region, look.theme.dim);
                }
            }
            SourceRow::Login | SourceRow::Embedded => {
                if index == found.len() {
                    page.blank();
                }
                let id = if *row == SourceRow::Login {
                    "sources-login"
                } else {
                    "sources-embedded"
                };
                page.spans(vec![
                    Span::raw(mark),
                    Span::styled(format!("[ {} ]", look.get(id)), style),
                ]);
            }
        }
        if focused && let SourceRow::Found(source) = row {
            page.text(6, &source.detail, look.theme.dim);
            if source.way.is_long_lived() {
                page.text(6, &look.get("sources-long-lived"), look.theme.warn);
            }
            if let Readiness::Broken(what) = &source.readiness {
                let broken = say!("sources-broken", what = what);
                page.text(6, &look.say(&broken), look.theme.fail);
            }
        }
        if focused {
            end = page.len();
        }
    }
    page.blank();
    if look.model.switching.is_some() || matches!(look.model.session, SessionState::Opening(_)) {
        page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("sources-opening")),
            look.theme.dim,
        );
    } else if let SessionState::Failed(failure) = &look.model.session
        && !found.is_empty()
    {
        page.text(1, &look.say(&failure.title()), look.theme.fail);
        page.text(1, &look.say(&failure.next_step()), Style::new());
    } else {
        page.text(1, &look.get("sources-kept"), look.theme.dim);
    }
    let rows = usize::from(area.height);
    // The selected one stays in view, with what is said of it.
    page.draw(end.saturating_sub(rows), frame, area)
}

/// What a founder without any credentials does first.
fn shortest_road(look: &Look<'_>, page: &mut Page) {
    let can_login = look
        .model
        .sources
        .as_ref()
        .is_some_and(|sources| !sources.cli_asked || sources.can_login());
    let steps: &[&str] = if can_login {
        &["sources-road-login", "sources-road-cloudshell"]
    } else {
        &["sources-road-cloudshell", "sources-road-install"]
    };
    page.text(1, &look.get("sources-road"), look.theme.title);
    for (number, id) in ('1'..).zip(steps) {
        page.labelled(
            &format!("{number}"),
            look.theme.title,
            3,
            &look.get(id),
            Style::new(),
        );
    }
    page.text(1, &look.get("sources-road-meanwhile"), look.theme.dim);
}

fn name(look: &Look<'_>, source: &Source) -> String {
    source
        .profile
        .clone()
        .unwrap_or_else(|| look.get("sources-no-profile"))
}

fn readiness(look: &Look<'_>, source: &Source) -> (String, Style) {
    match &source.readiness {
        Readiness::Ready(Some(expires)) => {
            let minutes = expires.duration_since(look.model.now).as_mins().max(0);
            let said = look.say(&say!("sources-ready-until", minutes = minutes));
            (said, look.theme.pass)
        }
        Readiness::Ready(None) => (look.get("sources-ready"), look.theme.pass),
        Readiness::Expired => (look.get("sources-expired"), look.theme.warn),
        Readiness::SignedOut => (look.get("sources-signed-out"), look.theme.warn),
        Readiness::AsksForCode => (look.get("sources-asks-code"), look.theme.dim),
        Readiness::Untold => (look.get("sources-untold"), look.theme.dim),
        Readiness::Broken(_) => (look.get("sources-is-broken"), look.theme.fail),
    }
}

pub fn signing_in(look: &Look<'_>, waiting: &SigningIn, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        if let Some(failure) = &waiting.failure {
            super::result::trouble(look, failure, None, page);
            return;
        }
        if let Some(code) = &waiting.code {
            let left = waiting.expires.map(|expires| {
                let seconds = expires.duration_since(look.model.now).as_secs().max(0);
                format!("{}:{:02}", seconds / 60, seconds % 60)
            });
            page.text(1, &look.get("sign-in-code"), Style::new());
            page.spans(vec![
                Span::raw("   "),
                Span::styled(format!(" {code} "), look.theme.focus),
                Span::styled(
                    left.map(|left| format!("   {}", look.say(&say!("sign-in-left", time = left))))
                        .unwrap_or_default(),
                    look.theme.dim,
                ),
            ]);
            page.blank();
        }
        if let Some(url) = &waiting.url {
            page.text(1, &look.get("sign-in-page"), Style::new());
            page.text(3, url, look.theme.title);
            page.blank();
        } else {
            for line in &waiting.said {
                page.text(1, line, look.theme.dim);
            }
        }
        page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("sign-in-waiting")),
            look.theme.dim,
        );
        page.text(1, &look.get("sign-in-stop"), look.theme.dim);
    };
    boxed(look, &look.get("signing-in-title"), area, fill, frame)
}

pub fn signed_out(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        page.text(1, &look.get("signed-out"), Style::new());
        let elsewhere = look
            .model
            .source()
            .is_some_and(|source| !source.way.can_sign_in());
        if elsewhere {
            page.text(1, &look.get("signed-out-elsewhere"), Style::new());
        }
        page.blank();
        page.text(1, &look.get("signed-out-kept"), look.theme.dim);
    };
    boxed(look, &look.get("signing-in-title"), area, fill, frame)
}

pub fn region(
    look: &Look<'_>,
    regions: &[Region],
    selected: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let wanted = u16::try_from(regions.len() + 5).unwrap_or(u16::MAX);
    let inside = dialog(
        frame,
        area,
        (76, wanted),
        &look.get("region-title"),
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    page.text(1, &look.get("region-why"), look.theme.dim);
    page.blank();
    let first = page.len();
    for (index, region) in regions.iter().enumerate() {
        let focused = index == selected;
        let mark = if focused { " > " } else { "   " };
        let style = if focused { look.theme.focus } else { Style::new() };
        page.spans(vec![Span::raw(mark), Span::styled(format!(" {region} "), style)]);
    }
    let rows = usize::from(inside.height);
    page.draw((first + selected + 2).saturating_sub(rows), frame, inside)
}
