//! An MFA device being enrolled: the picture to scan, and two codes. The picture needs nearly all of a terminal of 24
//! rows, so this screen has no bars but the keys.

use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widgets::{Button, Page};
use super::{Look, chrome};
use crate::measures::secure::totp;
use crate::say;
use crate::wizard::{CodeField, CodeFocus, DIGITS, Enrol};

/// Black on white whatever the terminal's own colours are, also without colours: a picture is read by a camera, and
/// these two of the 256 are not changed by themes.
const BLACK: Color = Color::Indexed(16);
const WHITE: Color = Color::Indexed(231);
/// Modules of white around the picture: four by the standard (ISO/IEC 18004), two where there is no room for more.
const QUIET: [usize; 2] = [4, 2];
/// Columns that the words beside the picture need.
const BESIDE: usize = 31;

/// A picture ready to be drawn, a cell for two modules.
struct Picture {
    lines: Vec<Line<'static>>,
    columns: usize,
}

/// The picture of a text, where it fits.
fn picture(text: &str, rows: usize, columns: usize) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let dark = code.to_colors();
    let quiet = QUIET.into_iter().find(|quiet| {
        let side = width + 2 * quiet;
        side.div_ceil(2) <= rows && side <= columns
    })?;
    let side = width + 2 * quiet;
    let colour = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(quiet).filter(|at| *at < width);
        let module = inside(x)
            .zip(inside(y))
            .and_then(|(x, y)| dark.get(y * width + x));
        if module == Some(&Module::Dark) {
            BLACK
        } else {
            WHITE
        }
    };
    let lines = (0..side.div_ceil(2))
        .map(|row| {
            let cells = (0..side).map(|x| {
                let (top, bottom) = (colour(x, 2 * row), colour(x, 2 * row + 1));
                let style = Style::new().fg(top).bg(bottom);
                // Where both are the same nothing depends on how the terminal draws half a block.
                Span::styled(if top == bottom { " " } else { "▀" }, style)
            });
            Line::from(cells.collect::<Vec<_>>())
        })
        .collect();
    Some(Picture { lines, columns: side })
}

/// Draws it on the whole terminal; gives the room that layers may lie on.
pub fn draw(look: &Look<'_>, enrol: &Enrol, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let rows = usize::from(area.height.saturating_sub(1));
    let room = usize::from(area.width).saturating_sub(BESIDE);
    // Where a block is two columns wide, the picture would be torn apart.
    let wants_picture = !enrol.as_text && !look.model.ascii && !look.model.plain;
    let uri = totp::uri(&enrol.user, &enrol.account, &enrol.seed);
    let picture = wants_picture.then(|| picture(&uri, rows, room)).flatten();
    let beside = if let Some(picture) = &picture {
        let columns = u16::try_from(picture.columns).unwrap_or(u16::MAX);
        let place = Rect {
            width: columns.min(area.width),
            height: area.height.saturating_sub(1),
            ..area
        };
        frame.render_widget(Paragraph::new(picture.lines.clone()), place);
        Rect {
            x: area.x.saturating_add(columns),
            width: area.width.saturating_sub(columns),
            height: area.height.saturating_sub(1),
            ..area
        }
    } else {
        Rect {
            height: area.height.saturating_sub(1),
            ..area
        }
    };
    words(look, enrol, picture.is_some(), wants_picture, beside).draw(0, frame, beside);
    chrome::keys(look, frame, area);
    Rect {
        y: area.y + 2.min(area.height),
        height: area.height.saturating_sub(4),
        ..area
    }
}

fn words(look: &Look<'_>, enrol: &Enrol, has_picture: bool, wanted_picture: bool, area: Rect) -> Page {
    let mut page = Page::new(area);
    let place = look.say(&say!(
        "enrol-where",
        account = &enrol.account,
        mode = look.get(chrome::mode(look.model.mode))
    ));
    page.text(1, &place, look.theme.dim);
    page.text(
        1,
        &look.say(&say!("enrol-title", user = &enrol.user)),
        look.theme.title,
    );
    page.blank();
    if has_picture {
        page.text(1, &look.get("enrol-scan"), Style::new());
    } else if look.model.plain && !enrol.as_text {
        page.text(1, &look.get("enrol-key-hidden"), Style::new());
    } else {
        if wanted_picture {
            page.text(1, &look.get("enrol-no-room"), look.theme.dim);
        }
        page.text(1, &look.get("enrol-type-key"), Style::new());
        // In groups, so that a person can keep the place.
        let seed = zeroize::Zeroizing::new(groups(enrol.seed.expose()));
        page.text(3, &seed, look.theme.title);
    }
    page.blank();
    let wait = look.say(&say!("enrol-wait", seconds = totp::until_next(look.model.now)));
    field(look, enrol, CodeFocus::First, &enrol.first, &mut page);
    field(look, enrol, CodeFocus::Second, &enrol.second, &mut page);
    if enrol.focus == CodeFocus::Second && !enrol.second.is_whole() {
        page.text(3, &wait, look.theme.dim);
    }
    page.blank();
    if let Some(said) = &enrol.said {
        let style = if enrol.is_good {
            look.theme.pass
        } else {
            look.theme.fail
        };
        page.text(1, &look.say(said), style);
        page.blank();
    }
    let label = look.get("enrol-turn-on");
    let button = Button {
        label: &label,
        focused: enrol.is_ready(),
        enabled: enrol.is_ready(),
    };
    page.buttons(&[button], look.theme);
    page
}

fn field(look: &Look<'_>, enrol: &Enrol, which: CodeFocus, code: &CodeField, page: &mut Page) {
    let focused = enrol.focus == which;
    let label = match which {
        CodeFocus::First => "enrol-first",
        CodeFocus::Second => "enrol-second",
    };
    let digits = code.shown();
    let shown: String = (0..DIGITS)
        .map(|at| digits.chars().nth(at).unwrap_or('_'))
        .collect();
    let (front, back) = shown.split_at_checked(DIGITS / 2).unwrap_or((&shown, ""));
    let label = look.get(label);
    page.text(1, &label, Style::new());
    if focused && look.model.layers.is_empty() {
        let at = digits.len();
        page.cursor_next(4 + at + usize::from(at >= DIGITS / 2));
    }
    page.spans(vec![
        Span::raw(if focused { " > [" } else { "   [" }),
        Span::styled(
            format!("{front} {back}"),
            if focused { look.theme.focus } else { Style::new() },
        ),
        Span::raw("]"),
    ]);
}

/// A seed in groups of four letters.
fn groups(seed: &str) -> String {
    let letters: Vec<char> = seed.chars().collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}
