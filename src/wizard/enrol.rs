//! An MFA device being enrolled, in the middle of a run: two codes, checked here before AWS sees them.

use super::binding::{Action, Binding, bind};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::effect::Effect;
use super::key::Key;
use super::model::{Layer, Model};
use crate::domain::{Codes, Plan, Secret, Sentence};
use crate::measures::secure::SecureChange;
use crate::measures::secure::totp::{self, First, Second};
use crate::say;

/// Digits of a code.
pub const DIGITS: usize = 6;

/// A field for a code. What is typed is wiped when it goes, and never printed.
#[derive(Clone, Default, PartialEq)]
pub struct CodeField(Zeroizing<String>);

impl CodeField {
    /// The digits typed, for the screen of the person who types them.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.0
    }

    /// Whether there are six.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.len() == DIGITS
    }

    /// Takes a key: digits, also those of a Japanese input method. Whether it became whole by it.
    fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(letter) => {
                let digit = match letter {
                    '０'..='９' => char::from_u32(u32::from(letter) - 0xFEE0),
                    '0'..='9' => Some(letter),
                    _ => None,
                };
                if let Some(digit) = digit.filter(|_| self.0.len() < DIGITS) {
                    // Room for all of it from the first digit on: growing would leave copies behind.
                    if self.0.capacity() < DIGITS {
                        self.0.reserve_exact(DIGITS);
                    }
                    self.0.push(digit);
                    return self.is_whole();
                }
            }
            Key::Backspace | Key::Delete => {
                self.0.pop();
            }
            _ => {}
        }
        false
    }

    fn clear(&mut self) {
        self.0 = Zeroizing::default();
    }

    fn secret(&self) -> Secret {
        Secret::new((*self.0).clone())
    }
}

impl std::fmt::Debug for CodeField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeField")
    }
}

/// Where the digits go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFocus {
    /// The first code.
    First,
    /// The one that follows.
    Second,
}

/// A device being enrolled.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrol {
    pub user: String,
    /// The account, as the app will show it.
    pub account: String,
    /// The device's ARN.
    pub serial: String,
    /// The seed. It is shown as a picture, and as text only where that is asked for.
    pub seed: Secret,
    pub first: CodeField,
    /// The one that follows.
    pub second: CodeField,
    /// Where the digits go.
    pub focus: CodeFocus,
    /// The seed as text.
    pub as_text: bool,
    /// What is to be said of the codes.
    pub said: Option<Sentence>,
    /// What is said is good news.
    pub is_good: bool,
    /// AWS asks for codes now.
    pub wanted: bool,
    /// The step of the first code, once it is the device's, by the device's clock; none where only AWS can tell.
    step: Option<i64>,
    /// Seconds that the device is ahead of this computer.
    skew: i64,
}

impl Enrol {
    /// A device that was handed over, for whoever the plan enrols it for.
    pub(super) fn of(plan: &Plan, serial: String, seed: Secret, ascii: bool) -> Self {
        let user = plan.steps.iter().find_map(|step| match SecureChange::read(step) {
            Ok(SecureChange::EnableMfaDevice {
                user_name,
                serial_number,
            }) if serial_number == serial => Some(user_name),
            Ok(_) | Err(_) => None,
        });
        Self {
            user: user.unwrap_or_default(),
            account: plan.account.clone(),
            serial,
            seed,
            first: CodeField::default(),
            second: CodeField::default(),
            focus: CodeFocus::First,
            // Half blocks may be two columns wide where letters are ASCII for that reason: no camera reads that.
            as_text: ascii,
            said: None,
            is_good: false,
            wanted: false,
            step: None,
            skew: 0,
        }
    }

    /// AWS asks for codes, for the first time or again.
    pub(super) fn ask(&mut self, refused: bool) {
        self.wanted = true;
        if refused {
            self.begin_again();
            self.bad(if self.skew == 0 {
                say!("enrol-refused")
            } else {
                say!("enrol-refused-skew", seconds = self.skew.abs())
            });
        }
    }

    fn begin_again(&mut self) {
        self.first.clear();
        self.second.clear();
        self.step = None;
        self.focus = CodeFocus::First;
    }

    fn bad(&mut self, sentence: Sentence) {
        self.said = Some(sentence);
        self.is_good = false;
    }

    fn good(&mut self, sentence: Sentence) {
        self.said = Some(sentence);
        self.is_good = true;
    }

    /// Whether both codes are there and belong together, as far as can be told here.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.wanted && self.first.is_whole() && self.second.is_whole()
    }

    /// A first code is whole.
    fn judge_first(&mut self, now: Timestamp) {
        match totp::first(&self.seed, &self.first.secret(), now) {
            First::Right(step) => {
                self.step = Some(step);
                self.skew = 0;
                self.focus = CodeFocus::Second;
                self.good(say!("enrol-first-right"));
            }
            First::Skewed { seconds, step } => {
                self.step = Some(step);
                self.skew = seconds;
                self.focus = CodeFocus::Second;
                self.bad(if seconds > 0 {
                    say!("enrol-skew-ahead", seconds = seconds)
                } else {
                    say!("enrol-skew-behind", seconds = -seconds)
                });
            }
            First::Wrong => {
                self.first.clear();
                self.bad(say!("enrol-first-wrong"));
            }
            First::Untold => {
                self.step = None;
                self.focus = CodeFocus::Second;
                self.good(say!("enrol-first-untold"));
            }
        }
    }

    /// A second code is whole.
    fn judge_second(&mut self, now: Timestamp) {
        let (first, second) = (self.first.secret(), self.second.secret());
        // Where only AWS can tell, the same code twice is still known for what it is.
        let step = self.step.unwrap_or_else(|| totp::step_of(now));
        match totp::second(&self.seed, &second, &first, step) {
            Second::Right | Second::Untold => self.good(say!("enrol-ready")),
            Second::Same => {
                self.second.clear();
                self.bad(say!("enrol-second-same"));
            }
            // One was missed: the later one counts as the first, and the next one is waited for.
            Second::NotNext(found) if found > step => {
                std::mem::swap(&mut self.first, &mut self.second);
                self.second.clear();
                self.step = Some(found);
                self.bad(say!("enrol-second-late"));
            }
            Second::NotNext(_) | Second::Wrong => {
                self.second.clear();
                self.bad(say!("enrol-second-wrong"));
            }
        }
    }

    /// Hands both codes over, unless they have grown too old: AWS would let the device fall out of step.
    fn submit(&mut self, now: Timestamp) -> Option<Codes> {
        if !self.is_ready() {
            let missing = if self.first.is_whole() {
                say!("enrol-second-missing")
            } else {
                say!("enrol-first-missing")
            };
            if self.said.is_none() || self.is_good {
                self.bad(missing);
            }
            return None;
        }
        if let Some(step) = self.step {
            let device = totp::step_of(now) + self.skew / totp::STEP;
            if device > step + 2 {
                self.begin_again();
                self.bad(say!("enrol-late"));
                return None;
            }
        }
        self.wanted = false;
        self.good(say!("enrol-asking"));
        Some(Codes {
            first: self.first.secret(),
            second: self.second.secret(),
        })
    }
}

/// Whether the enrolment is in front and waits for the person.
pub(super) fn is_open(model: &Model) -> bool {
    matches!(model.screen(), super::Screen::Progress)
        && model.run.as_ref().is_some_and(|run| run.enrol.is_some())
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let now = model.now;
    let Some(enrol) = model.run.as_mut().and_then(|run| run.enrol.as_deref_mut()) else {
        return Vec::new();
    };
    match action {
        Action::Next | Action::Previous => {
            enrol.focus = match enrol.focus {
                CodeFocus::First if enrol.first.is_whole() => CodeFocus::Second,
                CodeFocus::First | CodeFocus::Second => CodeFocus::First,
            };
        }
        Action::Clear => {
            if enrol.focus == CodeFocus::First {
                enrol.begin_again();
            } else {
                enrol.second.clear();
            }
            enrol.said = None;
        }
        Action::AsText => enrol.as_text = !enrol.as_text,
        Action::Accept => {
            if let Some(codes) = enrol.submit(now) {
                return vec![Effect::GiveCodes(codes)];
            }
        }
        Action::Back => model.layers.push(Layer::Stop { stop: false }),
        _ => {}
    }
    Vec::new()
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    let now = model.now;
    let Some(enrol) = model.run.as_mut().and_then(|run| run.enrol.as_deref_mut()) else {
        return Vec::new();
    };
    match enrol.focus {
        CodeFocus::First => {
            // Another first code is another beginning.
            if enrol.step.is_some() && !matches!(key, Key::Left | Key::Right) {
                enrol.second.clear();
                enrol.step = None;
            }
            if enrol.first.key(key) {
                enrol.judge_first(now);
            }
        }
        CodeFocus::Second => {
            if enrol.second.key(key) {
                enrol.judge_second(now);
            }
        }
    }
    Vec::new()
}

/// The keys while a device is enrolled.
pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-turn-mfa-on", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-stop", Some(0)));
    map.push(bind(Key::Tab, Action::Next, "key-next", Some(2)));
    map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
    map.push(bind(Key::Up, Action::Previous, "key-choose", None));
    map.push(bind(Key::Down, Action::Next, "key-choose", None));
    let as_text = model
        .run
        .as_ref()
        .and_then(|run| run.enrol.as_ref())
        .is_some_and(|enrol| enrol.as_text);
    let label = if as_text { "key-as-picture" } else { "key-as-text" };
    map.push(bind(Key::Char('k'), Action::AsText, label, Some(1)));
    map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
}
