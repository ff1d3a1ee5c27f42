//! The machine under random keys and random answers.

use genkan::demo::Scenario;
use genkan::domain::{Language, Mode};
use genkan::screens::Theme;
use genkan::wizard::{Action, Effect, Key, Layer, Message, Model, Screen, SessionInfo, keymap, update};
use proptest::prelude::*;

use crate::support::Walk;
use crate::support::desk::wire;

/// How many random keys the embedded account gets. `GENKAN_RANDOM_KEYS` asks for more.
fn wanted_keys() -> usize {
    std::env::var("GENKAN_RANDOM_KEYS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(20_000)
}

/// A small generator of our own numbers: the run is the same every time, and a failure names its step.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn any_key(dice: &mut Dice, model: &Model) -> Key {
    // Leaving ends a walk; it is tried, but not at every turn.
    let stays = |key: &Key| !matches!(key, Key::Char('q') | Key::Ctrl('c')) || dice_often(model);
    // Mostly keys that mean something here, so that the walk gets anywhere; the rest is noise.
    if dice.roll(10) < 7 {
        let map = keymap(model);
        if !map.is_empty() {
            let key = if dice.roll(3) == 0 {
                Key::Enter
            } else {
                map[dice.roll(map.len())].key
            };
            if stays(&key) {
                return key;
            }
        }
    }
    const NOISE: [Key; 14] = [
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Char('y'),
        Key::Char('あ'),
        Key::Char('Ａ'),
        Key::Backspace,
        Key::Delete,
        Key::F(12),
        Key::Ctrl('x'),
    ];
    NOISE[dice.roll(NOISE.len())]
}

/// One model in eight lets the leaving keys through.
fn dice_often(model: &Model) -> bool {
    model.now.as_second() % 8 == 0
}

/// The calls that a plan may make, as the account sees them: its steps, and what takes a step back that came to nothing.
fn calls_of(plan: &genkan::domain::Plan) -> Vec<String> {
    let steps = plan.steps.iter();
    steps
        .flat_map(|step| {
            let back = match &step.undo {
                genkan::domain::Undo::By(back) => Some(wire(back)),
                genkan::domain::Undo::Kept(_) => None,
            };
            [Some(wire(step)), back]
        })
        .flatten()
        .collect()
}

#[test]
fn random_keys_on_the_embedded_account_change_nothing_without_approval_of_the_plan_shown() {
    let mut dice = Dice(7);
    let mut walk = Walk::on("fresh", Language::En);
    let sizes = [(80, 24), (120, 40), (60, 20), (40, 10), (20, 5), (1, 1), (0, 0)];
    let scenarios = ["fresh", "half-done", "secured", "denied"];
    let mut approvals = 0;
    for step in 0..wanted_keys() {
        let writes = walk.writes().len();
        let key = any_key(&mut dice, &walk.model);
        let before = walk.approved.len();
        // A run that waits for codes goes on with what was approved, or takes it back as the plan said.
        let under_way = walk.model.run.as_ref().filter(|run| run.is_under_way());
        let allowed: Vec<String> = under_way.iter().flat_map(|run| calls_of(&run.plan)).collect();
        // `Walk::key` itself holds every approval against the plan shown.
        walk.key(key);
        let approved = walk.approved.len() > before;
        // What was approved just now allows its own calls, and no others.
        let allowed_now = walk
            .approved
            .get(before)
            .map(|(plan, _)| calls_of(plan))
            .unwrap_or_default();
        for call in &walk.writes()[writes..] {
            assert!(
                allowed.contains(call) || allowed_now.contains(call),
                "step {step}: {key:?} made {call}, which no plan said"
            );
        }
        approvals += usize::from(approved);
        walk.hands.forward(1);
        if dice.roll(20) == 0 {
            let (columns, rows) = sizes[dice.roll(sizes.len())];
            walk.buffer(columns, rows, Theme::plain());
            if dice.roll(2) == 0 {
                walk.buffer(80, 24, Theme::colours());
            }
        }
        if dice.roll(50) == 0 {
            walk.wake();
        }
        if dice.roll(10) == 0
            && let Some(Layer::Confirm(confirm)) = walk.model.layers.last()
            && let Some(word) = confirm.word()
        {
            walk.keys(&word);
        }
        if walk.left.is_some() || step % 500 == 499 {
            let language = Language::ALL[dice.roll(2)];
            walk = Walk::on(scenarios[dice.roll(scenarios.len())], language);
            if dice.roll(4) > 0 {
                walk.keys("Enter Enter 3");
            }
        }
    }
    eprintln!("{approvals} plans approved in {} keys", wanted_keys());
    assert!(
        approvals > wanted_keys() / 2000,
        "the walk hardly ever got to a plan: {approvals}"
    );
}

#[test]
fn random_keys_in_a_read_only_session_change_nothing_at_all() {
    let mut dice = Dice(11);
    for scenario in ["fresh", "half-done"] {
        let scenario = Scenario::named(scenario).unwrap().instant();
        let mut walk = Walk::of(
            &scenario,
            Language::En,
            Mode {
                demo: true,
                read_only: true,
            },
        );
        for _ in 0..1500 {
            // On the first screen a person may still choose to make changes.
            let key = any_key(&mut dice, &walk.model);
            if matches!(walk.model.screen(), Screen::Welcome) && key == Key::Char(' ') {
                continue;
            }
            walk.key(key);
            walk.left = None;
            assert!(walk.model.mode.read_only);
        }
        assert_eq!(walk.writes(), Vec::<String>::new());
        assert!(walk.approved.is_empty());
    }
}

/// Whether the key bar shows a key with its words.
fn is_in_bar(bar: &str, key: Key, label: &str) -> bool {
    format!(" {bar}  ").contains(&format!(" {key} {label}  "))
}

#[test]
fn every_key_shown_does_what_it_says_and_from_anywhere_three_keys_leave() {
    let mut dice = Dice(3);
    let mut tried = std::collections::BTreeSet::new();
    let mut idle = std::collections::BTreeMap::new();
    for (scenario, read_only) in [
        ("half-done", false),
        ("fresh", false),
        ("secured", true),
        ("denied", false),
    ] {
        let mode = Mode {
            demo: true,
            read_only,
        };
        let begin = |language| Walk::of(&Scenario::named(scenario).unwrap().instant(), language, mode);
        let mut walk = begin(Language::En);
        for _ in 0..150 {
            let screen = walk.screen();
            let bar = screen.lines().last().unwrap_or_default();
            for binding in keymap(&walk.model) {
                let label = walk.languages.of(walk.model.language).get(binding.label);
                if !is_in_bar(bar, binding.key, &label) {
                    continue;
                }
                // At the end of a list, or of a form, there is nowhere to go; an empty field is empty already.
                let moves = [
                    Action::Next,
                    Action::Previous,
                    Action::Clear,
                    Action::Up,
                    Action::Down,
                    Action::Left,
                    Action::Right,
                    Action::PageUp,
                    Action::PageDown,
                    Action::First,
                    Action::Last,
                ];
                if moves.contains(&binding.action) {
                    continue;
                }
                let mut model = walk.model.clone();
                // The answer to a key may be a sentence, which may be there already.
                model.notice = None;
                let before = model.clone();
                let effects = update(&mut model, Message::Key(binding.key));
                if effects.is_empty() && model == before {
                    idle.entry(format!("{} {label}", binding.key))
                        .or_insert_with(|| screen.clone());
                }
                tried.insert(format!("{:?}", binding.action));
                // The first of a key is the one that is done.
                let first = keymap(&walk.model).into_iter().find(|one| one.key == binding.key);
                assert_eq!(first, Some(binding), "{:?} means two things", binding.key);
            }
            let mut model = walk.model.clone();
            let mut left = false;
            for _ in 0..3 {
                left |= update(&mut model, Message::Key(Key::Ctrl('c')))
                    .iter()
                    .any(|effect| matches!(effect, Effect::Leave(_)));
            }
            assert!(
                left,
                "no way out of {:?} {:?}",
                walk.model.screen(),
                walk.model.layers
            );
            let key = any_key(&mut dice, &walk.model);
            walk.key(key);
            if walk.left.is_some() {
                walk = begin(Language::Ja);
            }
        }
    }
    assert!(tried.len() > 20, "{tried:?}");
    for (key, screen) in &idle {
        println!("{key} does nothing:\n{screen}");
    }
    assert!(idle.is_empty(), "{:?}", idle.keys());
}

#[test]
fn an_answer_to_an_old_question_changes_nothing() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter");
    // A survey is under way, and then another one is asked for.
    walk.slow = true;
    walk.keys("r");
    let old = walk.held.pop().unwrap();
    walk.keys("r");
    let Effect::Survey(old_ticket, _) = old else {
        panic!("{old:?}")
    };
    let before = walk.model.clone();
    let refused = genkan::domain::Failure::new(genkan::domain::Kind::Denied, "late");
    let late = genkan::measures::Update::Secure(genkan::measures::secure::Update::Summary(
        genkan::domain::Known::Refused(refused.clone()),
    ));
    for message in [
        Message::Fact(old_ticket, Box::new(late)),
        Message::Surveyed(old_ticket),
        Message::Applied(old_ticket, Box::new(Err(refused.clone()))),
        Message::Journal(old_ticket, Err(refused.clone())),
        Message::Session(old_ticket, Err(refused)),
        Message::Woke(old_ticket),
    ] {
        assert_eq!(update(&mut walk.model, message), Vec::new());
        assert_eq!(walk.model, before);
    }
}

#[test]
fn switching_the_language_keeps_the_screen_and_what_was_typed() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Ctrl-U my-logs");
    let english = walk.screen();
    walk.keys("F2");
    let japanese = walk.screen();
    assert!(
        english.contains("my-logs") && japanese.contains("my-logs"),
        "{japanese}"
    );
    assert!(japanese.contains("証跡名"), "{japanese}");
    walk.keys("F2");
    assert_eq!(walk.screen(), english);
}

#[test]
fn going_back_loses_nothing_that_was_typed() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Ctrl-U my-logs Esc Enter");
    assert!(walk.screen().contains("my-logs"), "{}", walk.screen());
}

#[test]
fn an_input_method_that_is_still_on_is_noticed() {
    let mut walk = Walk::on("fresh", Language::Ja);
    walk.keys("Enter Enter あ");
    assert!(
        walk.screen().contains("IMEをオフにしてください"),
        "{}",
        walk.screen()
    );
}

#[test]
fn a_pasted_access_key_is_refused_and_not_shown() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Ctrl-U");
    walk.send(Message::Paste("AKIAIOSFODNN7EXAMPLE".to_owned()));
    let screen = walk.screen();
    assert!(
        screen.contains("aws login") && !screen.contains("IOSFODNN"),
        "{screen}"
    );
}

#[test]
fn an_mfa_code_is_asked_for_and_never_printed_with_the_state() {
    let (mut model, effects) =
        Model::begin(Language::En, Mode::default(), false, jiff::Timestamp::UNIX_EPOCH);
    let Some(Effect::OpenSession(ticket, None)) = effects.into_iter().next() else {
        panic!("no session")
    };
    let mut failure = genkan::domain::Failure::new(
        genkan::domain::Kind::MfaNeeded,
        "arn:aws:iam::111122223333:mfa/taro",
    );
    failure.principal = Some("arn:aws:iam::111122223333:role/ops".to_owned());
    update(&mut model, Message::Session(ticket, Err(failure)));
    for letter in "１２3456".chars() {
        update(&mut model, Message::Key(Key::Char(letter)));
    }
    assert!(!format!("{model:?}").contains("123456"));
    let effects = update(&mut model, Message::Key(Key::Enter));
    let [Effect::OpenSession(_, Some(code))] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(code.expose(), "123456");
    assert!(!format!("{effects:?}").contains("123456"));
}

#[test]
fn two_interrupts_leave_and_one_is_forgotten_after_a_while() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Ctrl-C");
    assert_eq!(walk.left, None);
    assert!(walk.screen().contains("Ctrl-C again"), "{}", walk.screen());
    walk.wake();
    walk.keys("Ctrl-C");
    assert_eq!(walk.left, None);
    walk.keys("Ctrl-C");
    assert_eq!(walk.left, Some(0));
}

#[test]
fn while_a_plan_runs_the_first_signal_asks_to_stop_and_the_second_leaves() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter Right");
    walk.slow = true;
    walk.keys("Enter");
    assert!(walk.model.is_applying());
    walk.keys("Ctrl-C");
    assert!(
        walk.screen().contains("Stop after this step"),
        "{}",
        walk.screen()
    );
    walk.keys("Enter");
    assert!(
        walk.held
            .iter()
            .any(|effect| matches!(effect, Effect::StopApplying))
    );
    walk.keys("Ctrl-C Ctrl-C");
    assert_eq!(walk.left, Some(130));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Answers in any order, at any size, in any language: nothing panics, nothing is approved by itself.
    #[test]
    fn random_messages_never_panic_and_never_approve(
        at_plan in any::<bool>(),
        script in proptest::collection::vec((0usize..19, 0u16..130, 0u16..50), 1..60)
    ) {
        let (begun, effects) = Model::begin(Language::En, Mode::default(), false, jiff::Timestamp::UNIX_EPOCH);
        // A plan is shown, one key away from a yes.
        let mut model = if at_plan { PLANNED.with(Clone::clone) } else { begun };
        let mut tickets = Vec::new();
        let mut pending = effects;
        // What the last key was pressed on: a yes is a yes to the plan that was shown then, with the focus on it.
        let mut shown = None;
        for (kind, a, b) in script {
            for effect in pending.drain(..) {
                match effect {
                    Effect::Apply(_, approval) => {
                        let Some((plan, true, Key::Enter)) = &shown else {
                            prop_assert!(false, "approved by itself: {shown:?}");
                            return Ok(());
                        };
                        prop_assert_eq!(approval.plan(), plan);
                    }
                    Effect::OpenSession(ticket, _) | Effect::Survey(ticket, _) | Effect::ReadJournal(ticket)
                    | Effect::Wake(ticket, _) | Effect::Read(ticket, _) | Effect::Switch(ticket, ..) | Effect::FindSources(ticket) | Effect::SignIn(ticket, _) | Effect::SaveReport(ticket, _) | Effect::EnterAccount(ticket, ..) | Effect::LeaveAccount(ticket) => tickets.push(ticket),
                    Effect::StopSignIn | Effect::AllowHttp(_) | Effect::Remember(_) | Effect::CloseRun(..) | Effect::GiveCodes(_) | Effect::Copy(_) | Effect::StopApplying | Effect::StopReading | Effect::Export(_) | Effect::OpenPage(_) | Effect::Leave(_) => {}
                }
            }
            let Some(ticket) = tickets.get(usize::from(a) % tickets.len().max(1)).copied() else { continue };
            let failure = genkan::domain::Failure::new(genkan::domain::Kind::Throttled, "slow down");
            let message = match kind {
                0 => Message::Session(ticket, Ok(SessionInfo {
                    region: genkan::domain::Region::new("eu-west-1"), endpoint: None, expires: None })),
                1 => Message::Session(ticket, Err(failure)),
                2 => Message::Surveyed(ticket),
                3 => Message::Resize(a, b),
                4 => Message::Journal(ticket, Ok(genkan::domain::journal::History::default())),
                5 => Message::Woke(ticket),
                6 => Message::Applied(ticket, Box::new(Err(failure))),
                7 => Message::Paste("text".to_owned()),
                8 => Message::Key(Key::Enter),
                9 => Message::Key(Key::Down),
                10 => Message::Key(Key::Esc),
                11 => Message::Read(ticket, Box::new(genkan::wizard::Answer::Events(Err(failure)))),
                12 => Message::Key(Key::Char('v')),
                13 => Message::Sources(ticket, Box::new(crate::journey::computer())),
                14 => Message::SignedIn(ticket, if a % 2 == 0 { Ok(()) } else { Err(failure) }),
                15 => Message::Saved(ticket, Err(failure)),
                16 => Message::Key(Key::F(4)),
                17 => Message::Key(Key::Right),
                _ => Message::Extent(usize::from(b)),
            };
            shown = match (&message, model.layers.last()) {
                (Message::Key(key), Some(Layer::Confirm(confirm))) => Some((confirm.plan.clone(), confirm.apply, *key)),
                _ => None,
            };
            pending = update(&mut model, message);
        }
    }
}

thread_local! {
    /// The wizard with a plan before it.
    static PLANNED: Model = {
        let mut walk = Walk::on("fresh", Language::En);
        walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter");
        assert!(matches!(walk.model.layers.last(), Some(Layer::Confirm(_))));
        walk.model
    };
}

#[test]
fn the_footer_and_the_help_show_the_same_keys() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3");
    let labels: Vec<&str> = keymap(&walk.model)
        .iter()
        .filter(|binding| binding.action != Action::Help)
        .map(|binding| binding.label)
        .collect();
    walk.keys("?");
    let help = crate::support::text(&walk.buffer(120, 60, Theme::colours()));
    let words = walk.languages.of(Language::En);
    for label in labels {
        assert!(help.contains(&words.get(label)), "{label}\n{help}");
    }
}
