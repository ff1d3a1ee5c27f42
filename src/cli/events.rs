//! `genkan events`: the event history.

use jiff::Timestamp;

use super::{Context, out, table};
use crate::aws::record::lookup;
use crate::domain::{Failure, Kind};
use crate::measures::record::{
    Attribute, EVENTS_KEPT, Event, EventQuery, Filter, events_csv, events_json, span,
};
use crate::say;

/// How events are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum EventFormat {
    // For people.
    #[default]
    Table,
    // For programs, versioned, with the whole records.
    Json,
    // For spreadsheets.
    Csv,
}

impl Context {
    pub(super) async fn events(
        &self,
        filter: Option<&str>,
        since: &str,
        until: Option<&str>,
        most: usize,
        format: EventFormat,
    ) -> Result<u8, Failure> {
        let filter = filter.map(read_filter).transpose()?;
        let session = self.session().await?;
        let now = session.now();
        let since = moment("--since", since, now)?;
        let until = until.map(|text| moment("--until", text, now)).transpose()?;
        if until.unwrap_or(now) < since {
            return Err(Failure::new(Kind::Usage, "--since > --until"));
        }
        let query = EventQuery {
            region: session.region().clone(),
            filter,
            since,
            until,
        };
        let most = most.clamp(1, EVENTS_KEPT);
        let (identity, _) = crate::aws::account::identity(&session).await?;
        let mut events: Vec<Event> = Vec::new();
        let mut token = None;
        loop {
            let page = lookup(&session, &query, token.as_deref()).await?;
            events.extend(page.events);
            token = page.next;
            if token.is_none() || events.len() >= most {
                break;
            }
            out::note(&self.words.say(&say!("events-paced", count = events.len())));
        }
        let complete = token.is_none() && events.len() <= most;
        events.truncate(most);
        match format {
            EventFormat::Json => {
                let value = events_json(&identity.account, &query, &events, complete);
                out::data(&format!("{value:#}"));
            }
            EventFormat::Csv => out::data(events_csv(&events)?.trim_end()),
            EventFormat::Table => self.event_table(&events),
        }
        if events.is_empty() {
            out::note(&self.words.say(&say!("events-none", region = &query.region)));
        } else if !complete {
            out::note(&self.words.say(&say!("events-more", count = events.len())));
        }
        Ok(0)
    }

    fn event_table(&self, events: &[Event]) {
        if events.is_empty() {
            return;
        }
        let heads = [
            "events-when",
            "events-what",
            "events-who",
            "events-service",
            "events-from",
        ];
        let mut rows = vec![heads.map(|id| self.words.get(id)).to_vec()];
        rows.extend(events.iter().map(|event| {
            let details = event.details();
            let name = match &details.error {
                Some(code) => format!("{} ({code})", event.name),
                None => event.name.clone(),
            };
            vec![
                event.time.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
                name,
                event.user.clone(),
                event.service().to_owned(),
                details.address,
            ]
        }));
        out::data(&table::table(&rows));
    }
}

fn read_filter(text: &str) -> Result<Filter, Failure> {
    let names = || Attribute::ALL.map(Attribute::name).join(", ");
    let (name, value) = text
        .split_once('=')
        .filter(|(_, value)| !value.is_empty())
        .ok_or_else(|| Failure::new(Kind::Usage, format!("--filter {text}: NAME=VALUE, {}", names())))?;
    let attribute = Attribute::named(name)
        .ok_or_else(|| Failure::new(Kind::Usage, format!("--filter {name}: {}", names())))?;
    Ok(Filter {
        attribute,
        value: value.to_owned(),
    })
}

/// A moment: how long ago, or an ISO 8601 time.
fn moment(flag: &str, text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    if let Some(span) = span(text) {
        return Ok(now - span);
    }
    text.parse().map_err(|_| {
        Failure::new(
            Kind::Usage,
            format!("{flag} {text}: 90m, 24h, 7d (<= 90d), 2026-11-24T09:00:00Z"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_filter_by_aws_s_name_in_any_case() {
        let filter = read_filter("eventname=RunInstances").unwrap();
        assert_eq!(
            (filter.attribute.name(), filter.value.as_str()),
            ("EventName", "RunInstances")
        );
        for text in ["", "EventName", "EventName=", "Colour=red"] {
            assert_eq!(read_filter(text).unwrap_err().kind, Kind::Usage, "{text}");
        }
    }

    #[test]
    fn a_moment_is_a_span_or_a_time() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        assert_eq!(
            moment("--since", "1h", now).unwrap().to_string(),
            "2026-11-24T08:00:00Z"
        );
        assert_eq!(
            moment("--since", "2026-11-01T00:00:00+09:00", now)
                .unwrap()
                .to_string(),
            "2026-10-31T15:00:00Z"
        );
        assert_eq!(moment("--since", "yesterday", now).unwrap_err().kind, Kind::Usage);
    }
}
