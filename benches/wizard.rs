//! How long a key, a frame and a survey take. Figures are for ratios within one run; these machines are noisy.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

use std::sync::Arc;

use genkan::apply::survey;
use genkan::demo::{self, Embedded, Scenario};
use genkan::domain::{Evidence, Language, Measure, Mode, Region, Scope};
use genkan::measures::record::{Event, EventPage};
use genkan::screens::{Languages, Theme, view};
use genkan::wizard::{Answer, Effect, Key, Message, Model, SessionInfo, update};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn main() {
    divan::main();
}

fn clock() -> genkan::domain::Clock {
    Arc::new(|| Timestamp::UNIX_EPOCH)
}

/// The wizard on the embedded account, where the dashboard is filled.
fn model() -> Model {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mode = Mode {
        demo: true,
        read_only: false,
    };
    let scenario = Scenario::named("half-done").unwrap().instant();
    let embedded = runtime.block_on(Embedded::begin(&scenario, clock())).unwrap();
    let session = demo::session(&embedded, None, mode, clock());
    let (mut model, effects) = Model::begin(Language::En, mode, false, Timestamp::UNIX_EPOCH);
    let Some(Effect::OpenSession(ticket, _)) = effects.into_iter().next() else {
        panic!("no session")
    };
    let info = SessionInfo {
        region: session.region().clone(),
        endpoint: None,
        expires: None,
    };
    let effects = update(&mut model, Message::Session(ticket, Ok(info)));
    for effect in effects {
        if let Effect::Survey(ticket, scope) = effect {
            let facts = runtime.block_on(async {
                let (sender, mut facts) = tokio::sync::mpsc::unbounded_channel();
                genkan::aws::survey(&session, &scope, &sender).await;
                drop(sender);
                let mut all = Vec::new();
                while let Some(fact) = facts.recv().await {
                    all.push(fact);
                }
                all
            });
            for fact in facts {
                update(&mut model, Message::Fact(ticket, Box::new(fact)));
            }
            update(&mut model, Message::Surveyed(ticket));
        }
    }
    for key in [Key::Enter, Key::Enter, Key::Enter] {
        update(&mut model, Message::Key(key));
    }
    model
}

#[divan::bench]
fn one_key(bencher: divan::Bencher<'_, '_>) {
    let mut model = model();
    bencher.bench_local(|| {
        update(&mut model, Message::Key(Key::Down));
        update(&mut model, Message::Key(Key::Up))
    });
}

#[divan::bench(args = [(80, 24), (120, 40)])]
fn one_frame(bencher: divan::Bencher<'_, '_>, size: (u16, u16)) {
    let mut model = model();
    update(&mut model, Message::Resize(size.0, size.1));
    let languages = Languages::load();
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    bencher.bench_local(|| {
        terminal
            .draw(|frame| {
                view(&model, &languages, Theme::colours(), frame);
            })
            .unwrap();
    });
}

/// An event history with so many events loaded, page by page.
fn events(count: usize) -> Model {
    let mut model = model();
    let mut effects = update(&mut model, Message::Key(Key::Char('v')));
    update(&mut model, Message::Key(Key::Char('N')));
    let event = |number: usize| Event {
        id: number.to_string(),
        time: Timestamp::UNIX_EPOCH,
        name: "RunInstances".to_owned(),
        source: "ec2.amazonaws.com".to_owned(),
        user: "founder".to_owned(),
        read_only: Some(false),
        resources: Vec::new(),
        record: "{\"errorCode\": \"AccessDenied\", \"sourceIPAddress\": \"203.0.113.7\"}".to_owned(),
    };
    for page in 0..count / 50 {
        let Some(Effect::Read(ticket, _)) = effects.pop() else {
            panic!("no question after {page} pages")
        };
        let answer = EventPage {
            events: (0..50).map(|number| event(page * 50 + number)).collect(),
            next: Some("more".to_owned()),
            evidence: Evidence {
                operation: "cloudtrail:LookupEvents".to_owned(),
                region: Region::new("eu-west-1"),
                time: Timestamp::UNIX_EPOCH,
                request_id: None,
                saw: serde_json::Value::Null,
            },
        };
        effects = update(
            &mut model,
            Message::Read(ticket, Box::new(Answer::Events(Ok(answer)))),
        );
    }
    assert_eq!(model.pages.events().unwrap().rows.len(), count);
    model
}

/// A key and its frame in the event history: the same, however many events are loaded.
#[divan::bench(args = [50, 30_000])]
fn scrolling_events(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut model = events(count);
    let languages = Languages::load();
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    bencher.bench_local(|| {
        update(&mut model, Message::Key(Key::PageDown));
        terminal
            .draw(|frame| {
                view(&model, &languages, Theme::colours(), frame);
            })
            .unwrap();
    });
}

#[divan::bench]
fn loading_both_languages() -> Languages {
    Languages::load()
}

/// A whole survey where every call takes 50 ms: about as many times 50 ms as its longest chain of calls.
#[divan::bench(sample_count = 5)]
fn survey_at_50_ms_a_call(bencher: divan::Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let scenario = Scenario {
        latency_ms: 50,
        ..Scenario::named("half-done").unwrap()
    };
    let mode = Mode {
        demo: true,
        read_only: true,
    };
    bencher.bench_local(|| {
        runtime.block_on(async {
            let session = demo::open(&scenario, None, mode, clock()).await.unwrap();
            survey(&session, &Scope::all(Vec::new())).await
        })
    });
}

fn at_100_ms() -> Scenario {
    Scenario {
        latency_ms: 100,
        ..Scenario::named("secured").unwrap()
    }
}

const READ_ONLY: Mode = Mode {
    demo: true,
    read_only: true,
};

/// GuardDuty, its alerts and Security Hub in seventeen Regions, where every call takes 100 ms: to be compared with
/// the chain below.
#[divan::bench(sample_count = 10)]
fn detect_in_17_regions_at_100_ms_a_call(bencher: divan::Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    bencher.bench_local(|| {
        runtime.block_on(async {
            let session = demo::open(&at_100_ms(), None, READ_ONLY, clock()).await.unwrap();
            let facts = survey(&session, &Scope::of(Measure::Detect)).await;
            assert_eq!(facts.detect.regions.len(), 17);
        });
    });
}

/// Its longest chain of calls that need each other: Regions, rules, targets, subscriptions.
#[divan::bench(sample_count = 10)]
fn four_calls_that_need_each_other_at_100_ms(bencher: divan::Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    bencher.bench_local(|| {
        runtime.block_on(async {
            let session = demo::open(&at_100_ms(), None, READ_ONLY, clock()).await.unwrap();
            for _ in 0..4 {
                genkan::aws::regions::enabled(&session).await.unwrap();
            }
        });
    });
}
