//! The IAM credential report: CSV that AWS writes at most every four hours (IAM user guide, "Getting credential
//! reports"). It never verifies a fix.

use jiff::Timestamp;

/// The row of the root user.
const ROOT: &str = "<root_account>";

/// What the report says of one user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub user: String,
    /// When it was made; of the root user that is when the account was.
    pub created: Option<Timestamp>,
    /// It has a console password; none where AWS does not say.
    pub password_enabled: Option<bool>,
    /// When the password was last used.
    pub password_last_used: Option<Timestamp>,
    /// It has MFA; none where AWS does not say.
    pub mfa_active: Option<bool>,
    /// When either of the access keys that the report knows was last used, with the service and Region.
    pub keys_last_used: Option<(Timestamp, String)>,
}

impl Row {
    /// The last use of anything.
    #[must_use]
    pub fn last_used(&self) -> Option<Timestamp> {
        let of_keys = self.keys_last_used.as_ref().map(|(time, _)| *time);
        self.password_last_used.max(of_keys)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// When AWS wrote it.
    pub generated: Option<Timestamp>,
    pub rows: Vec<Row>,
}

impl Report {
    /// Reads a report. Columns are found by their names, so that new ones do no harm; what is no date is no date
    /// (`N/A`, `no_information`, `not_supported`), and what is neither true nor false, in any letter case, is unknown.
    ///
    /// # Errors
    /// What is wrong with it, for the log.
    pub fn read(content: &[u8], generated: Option<Timestamp>) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(content);
        let headers = reader.byte_headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| headers.iter().position(|header| header == name.as_bytes());
        let user = column("user").ok_or_else(|| "no column \"user\"".to_owned())?;
        let mut rows = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(|error| error.to_string())?;
            let field = |name: &str| {
                let value = column(name).and_then(|index| record.get(index))?;
                std::str::from_utf8(value).ok().map(str::trim)
            };
            let time = |name: &str| field(name)?.parse::<Timestamp>().ok();
            let flag = |name: &str| match field(name)? {
                value if value.eq_ignore_ascii_case("true") => Some(true),
                value if value.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            };
            let key = |number: u8| {
                let used = time(&format!("access_key_{number}_last_used_date"))?;
                let of = |what: &str| {
                    let value = field(&format!("access_key_{number}_last_used_{what}"));
                    value.filter(|value| !value.eq_ignore_ascii_case("n/a"))
                };
                let place = [of("service"), of("region")];
                Some((used, place.into_iter().flatten().collect::<Vec<_>>().join(", ")))
            };
            let Some(name) = record.get(user) else { continue };
            rows.push(Row {
                user: String::from_utf8_lossy(name).into_owned(),
                created: time("user_creation_time"),
                password_enabled: flag("password_enabled"),
                password_last_used: time("password_last_used"),
                mfa_active: flag("mfa_active"),
                keys_last_used: key(1).max(key(2)),
            });
        }
        Ok(Self { generated, rows })
    }

    /// The root user's row.
    #[must_use]
    pub fn root(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.user == ROOT)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active";

    fn read(rows: &str) -> Report {
        Report::read(format!("{HEAD}\n{rows}").as_bytes(), None).unwrap()
    }

    #[test]
    fn what_is_no_date_is_never_and_the_latest_use_counts() {
        let never = "<root_account>,arn:aws:iam::111122223333:root,2026-11-20T01:02:03+00:00,not_supported,N/A,not_supported,not_supported,FALSE,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false";
        let report = read(never);
        let root = report.root().unwrap();
        assert_eq!(root.last_used(), None);
        assert_eq!((root.mfa_active, root.password_enabled), (Some(false), None));
        assert_eq!(root.created, "2026-11-20T01:02:03Z".parse().ok());
        // A key used after the password: the password's date does not hide it.
        let both = "<root_account>,arn,2026-01-01T00:00:00+00:00,not_supported,2026-02-01T00:00:00+00:00,a,b,TRUE,true,N/A,2026-03-01T00:00:00+00:00,us-east-1,s3,true,N/A,2026-04-01T00:00:00Z,N/A,iam,false";
        let report = read(both);
        let root = report.root().unwrap();
        assert_eq!(root.last_used(), "2026-04-01T00:00:00Z".parse().ok());
        assert_eq!(root.keys_last_used.as_ref().unwrap().1, "iam");
        assert_eq!(root.mfa_active, Some(true));
    }

    #[test]
    fn columns_may_come_go_and_change_places() {
        let text = "additional_credentials_info,mfa_active,user\nx,TRUE,<root_account>\n,false,taro\n";
        let report = Report::read(text.as_bytes(), None).unwrap();
        assert_eq!(report.rows.len(), 2);
        assert_eq!(report.root().unwrap().mfa_active, Some(true));
        assert_eq!(report.root().unwrap().last_used(), None);
        assert!(Report::read(b"a,b\n1,2\n", None).is_err());
        assert!(Report::read(b"", None).is_err());
    }

    proptest! {
        /// Hostile text neither panics nor makes a user out of a field: quotes, newlines, commas, any bytes.
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Report::read(&bytes, None);
            let mut with_head = format!("{HEAD}\n").into_bytes();
            with_head.extend(&bytes);
            if let Ok(report) = Report::read(&with_head, None) {
                for row in &report.rows {
                    prop_assert!(row.last_used().is_none_or(|used| Some(used) >= row.password_last_used));
                }
            }
        }

        /// Whatever a name looks like, quoted as CSV wants it, it comes back as it was and beside its own values.
        #[test]
        fn every_name_comes_back(names in proptest::collection::vec("[ -~\u{3040}-\u{309f}\n\"',;=@]{1,40}", 1..8), used in 0i64..4_000_000_000) {
            let used = Timestamp::from_second(used).unwrap();
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["user", "password_last_used", "mfa_active", "password_enabled"]).unwrap();
            for name in &names {
                writer.write_record([name.as_str(), &used.to_string(), "TrUe", "no_information"]).unwrap();
            }
            let report = Report::read(&writer.into_inner().unwrap(), Some(used)).unwrap();
            let read: Vec<&str> = report.rows.iter().map(|row| row.user.as_str()).collect();
            prop_assert_eq!(read, names.iter().map(String::as_str).collect::<Vec<_>>());
            for row in &report.rows {
                prop_assert_eq!(row.last_used(), Some(used));
                prop_assert_eq!((row.mfa_active, row.password_enabled), (Some(true), None));
            }
        }

        /// A row that breaks off, or goes on, is no reason to lose the others.
        #[test]
        fn rows_of_any_length_are_read(extra in 0usize..30, cut in 0usize..19) {
            let fields: Vec<&str> = "<root_account>,arn,2026-01-01T00:00:00Z,false,N/A,N/A,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false".split(',').collect();
            let row = fields[..=cut.min(fields.len() - 1)].join(",") + &",x".repeat(extra);
            let report = read(&format!("{row}\ntaro,arn,2026-01-01T00:00:00Z,true\n"));
            prop_assert_eq!(report.rows.len(), 2);
            prop_assert!(report.root().is_some());
            prop_assert_eq!(report.rows[1].password_enabled, Some(true));
        }
    }
}
