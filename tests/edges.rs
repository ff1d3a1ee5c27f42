//! Where genkan meets what is not its own: endpoints, secrets of every source of credentials, disks that are full, links,
//! damaged journals, words of others that would do something to a terminal.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use sha1::Digest as _;

/// What must be seen nowhere: each is planted as one kind of secret.
const PLANTED: [&str; 9] = [
    "PlantedSecretAccessKey0123456789abcdefghij",
    "PlantedSessionToken0123456789abcdefghij",
    "PlantedSsoAccessToken0123456789abcdefghij",
    "PlantedSsoRefreshToken0123456789abcdefghij",
    "PlantedSsoClientSecret0123456789abcdefghij",
    "PlantedWebIdentityToken0123456789abcdefghij",
    "PlantedLoginRefreshToken0123456789abcdefghij",
    "PlantedLoginPrivateKey0123456789abcdefghij",
    "PlantedContainerToken0123456789abcdefghij",
];

/// A computer of its own: a home with a planted secret in every place that credentials come from.
struct Computer {
    folder: tempfile::TempDir,
}

/// A source of credentials: its name, and the variables that choose it.
type Source = (&'static str, Vec<(&'static str, String)>);

impl Computer {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        fs::create_dir_all(home.join(".aws/sso/cache")).unwrap();
        fs::create_dir_all(home.join(".aws/login/cache")).unwrap();
        let [key, session, sso, refresh, client, web, login, private, container] = PLANTED;
        let config = format!(
            "[profile keys]\naws_access_key_id = AKIAPLANTED\naws_secret_access_key = {key}\naws_session_token = {session}\n\
             [profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n\
             [sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n\
             [profile web]\nrole_arn = arn:aws:iam::111122223333:role/web\nweb_identity_token_file = {}\n\
             [profile login]\nlogin_session = arn:aws:iam::111122223333:user/founder\n\
             [profile process]\ncredential_process = /bin/echo '{{\"Version\":1,\"AccessKeyId\":\"AKIAPLANTED\",\"SecretAccessKey\":\"{key}\",\"SessionToken\":\"{session}\"}}'\n\
             [profile broken-process]\ncredential_process = /bin/echo '{{\"SecretAccessKey\":\"{key}\"'\n\
             [profile role]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = keys\n",
            home.join("token").display()
        );
        fs::write(home.join(".aws/config"), config).unwrap();
        fs::write(home.join("token"), web).unwrap();
        let cached = format!(
            r#"{{"startUrl":"https://corp.awsapps.com/start","region":"eu-west-1","accessToken":"{sso}","expiresAt":"2020-01-01T00:00:00Z","refreshToken":"{refresh}","clientId":"c","clientSecret":"{client}","registrationExpiresAt":"2099-01-01T00:00:00Z"}}"#
        );
        let name = hex::encode(sha1::Sha1::digest(b"corp"));
        fs::write(home.join(format!(".aws/sso/cache/{name}.json")), cached).unwrap();
        let cached = format!(
            r#"{{"accessToken":{{"accessKeyId":"AKIAPLANTED","secretAccessKey":"{key}","sessionToken":"{session}","accountId":"111122223333","expiresAt":"9999-12-31T23:59:59Z"}},"tokenType":"urn:aws:params:oauth:token-type:access_token_sigv4","refreshToken":"{login}","idToken":"{login}","clientId":"arn:aws:signin:::devtools/same-device","dpopKey":"-----BEGIN EC PRIVATE KEY-----\n{private}\n-----END EC PRIVATE KEY-----\n"}}"#
        );
        let name = hex::encode(sha2::Sha256::digest(b"arn:aws:iam::111122223333:user/founder"));
        fs::write(home.join(format!(".aws/login/cache/{name}.json")), cached).unwrap();
        fs::write(home.join("container"), container).unwrap();
        Self { folder }
    }

    fn home(&self) -> &Path {
        self.folder.path()
    }

    fn sources(&self) -> Vec<Source> {
        let profile = |name: &'static str| (name, vec![("AWS_PROFILE", name.to_owned())]);
        let [key, session, ..] = PLANTED;
        let mut all = vec![(
            "environment",
            vec![
                ("AWS_ACCESS_KEY_ID", "AKIAPLANTED".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", key.to_owned()),
                ("AWS_SESSION_TOKEN", session.to_owned()),
            ],
        )];
        all.extend(["keys", "sso", "web", "login", "process", "broken-process", "role"].map(profile));
        all.push((
            "container",
            vec![
                (
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    "http://localhost:1/creds".to_owned(),
                ),
                (
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                    self.home().join("container").display().to_string(),
                ),
            ],
        ));
        all
    }

    fn genkan(&self, arguments: &[&str], environment: &[(&str, String)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genkan"));
        command.args(arguments).env_clear().current_dir(self.home());
        command
            .env("HOME", self.home())
            .env("PATH", "/nonexistent")
            .env("LANG", "en_US.UTF-8")
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("GENKAN_LOG", "trace")
            .env("GENKAN_STATE_DIR", self.home().join("state"));
        for (name, value) in environment {
            command.env(name, value);
        }
        command.output().unwrap()
    }

    /// Everything that was said and written by genkan.
    fn told(&self, output: &Output) -> String {
        let mut told = String::from_utf8_lossy(&output.stdout).into_owned();
        told.push_str(&String::from_utf8_lossy(&output.stderr));
        for file in fs::read_dir(self.home().join("state"))
            .into_iter()
            .flatten()
            .flatten()
        {
            told.push_str(&fs::read_to_string(file.path()).unwrap_or_default());
        }
        told
    }
}

/// A server that answers every request alike, after having read it.
fn server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let mut request = [0; 65_536];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(answer.as_bytes());
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn no_secret_is_told_whatever_its_source_and_whatever_fails() {
    let computer = Computer::new();
    let refusal = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nx-amzn-errortype: InvalidRequestException\r\nContent-Length: 25\r\nConnection: close\r\n\r\n{\"message\":\"no such one\"}";
    let garbage = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\nConnection: close\r\n\r\ngarbage";
    let endpoints = [
        "localhost:4566".to_owned(),
        "http://127.0.0.1:1".to_owned(),
        "http://no-such-host.invalid".to_owned(),
        server(refusal),
        server(garbage),
    ];
    for (name, variables) in computer.sources() {
        for (place, endpoint) in endpoints.iter().enumerate() {
            let commands: &[&[&str]] = if place == 0 {
                &[
                    &["check"],
                    &["doctor"],
                    &["doctor", "--json"],
                    &["report"],
                    &["plan"],
                    &["accounts"],
                ]
            } else {
                &[&["check", "--measure", "separate"], &["doctor", "--json"]]
            };
            for command in commands {
                let mut variables = variables.clone();
                variables.push(("AWS_ENDPOINT_URL", endpoint.clone()));
                let output = computer.genkan(&[command, &["--allow-http"][..]].concat(), &variables);
                let told = computer.told(&output);
                for secret in PLANTED {
                    // Half of it would be too much.
                    let half = &secret[..secret.len() / 2];
                    assert!(
                        !told.contains(half),
                        "{name} {endpoint} {command:?}: {secret}\n{told}"
                    );
                }
                let code = output.status.code();
                assert!(!told.contains("panicked") && code != Some(101), "{name} {told}");
                assert!(
                    code != Some(0) || command[0] == "doctor",
                    "{name} {endpoint} {command:?}"
                );
            }
        }
    }
}

#[test]
fn an_endpoint_without_a_scheme_is_named_with_where_it_stands() {
    let computer = Computer::new();
    let keys = &computer.sources()[0].1;
    for (name, place) in [
        ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL"),
        ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_STS"),
    ] {
        let variables = [keys.clone(), vec![(name, "localhost:4566".to_owned())]].concat();
        let output = computer.genkan(&["check"], &variables);
        let told = computer.told(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(
            told.contains(place) && told.contains("localhost:4566") && !told.contains("expired"),
            "{told}"
        );
    }
    let config = computer.home().join(".aws/config");
    let text = fs::read_to_string(&config).unwrap();
    for (more, place) in [
        (
            "[profile bare]\nendpoint_url = localhost:4566\n",
            "profile bare: endpoint_url",
        ),
        (
            "[profile bare]\nservices = local\n[services local]\ns3 =\n  endpoint_url = localhost:4566\n",
            "services local: s3.endpoint_url",
        ),
    ] {
        fs::write(&config, format!("{text}{more}")).unwrap();
        let output = computer.genkan(&["check", "--profile", "bare"], &[]);
        let told = computer.told(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(place), "{told}");
    }
}

#[test]
fn plain_http_to_somewhere_else_is_refused_and_to_here_is_not() {
    let computer = Computer::new();
    let keys = computer.sources().remove(0).1;
    let of = |endpoint: &str, more: &[&str]| {
        let variables = [keys.clone(), vec![("AWS_ENDPOINT_URL", endpoint.to_owned())]].concat();
        let output = computer.genkan(&[&["check"], more].concat(), &variables);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, said) = of("http://10.255.255.1:1", &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("http://10.255.255.1:1") && said.contains("--allow-http"),
        "{said}"
    );
    let (code, said) = of("http://127.0.0.1:1", &[]);
    assert_eq!(code, Some(5), "{said}");
}

#[test]
fn output_that_does_not_arrive_is_a_failure() {
    let computer = Computer::new();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let of = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genkan"));
        command.args(arguments).env_clear().current_dir(computer.home());
        command
            .env("HOME", computer.home())
            .env("LANG", "en_US.UTF-8")
            .env("GENKAN_STATE_DIR", computer.home().join("state"));
        command
    };
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["--version"],
        &["man"],
        &["completions", "bash"],
        &["policy", "check"],
        &["explain"],
        &["config", "template"],
        &["--demo", "fresh", "check"],
        &["--demo", "fresh", "plan"],
        &["--demo", "fresh", "events"],
        &["--demo", "fresh", "report"],
        &["--demo", "fresh", "accounts"],
    ] {
        let output = of(arguments).stdout(full()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(9), "{arguments:?}: {said}");
        assert!(said.contains("No space left"), "{arguments:?}: {said}");
    }
    for arguments in [
        &["--demo", "fresh", "plan", "-o", "/dev/full"][..],
        &["--demo", "fresh", "report", "-o", "/dev/full"],
        &["--demo", "fresh", "report", "-o", "no/such/folder/report.html"],
    ] {
        let output = of(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(9), "{arguments:?}");
    }
    // What was changed is not unsaid by it: a part of what there was to say did not arrive.
    assert!(
        of(&["--demo", "fresh", "plan", "record.trail", "-o", "plan.json"])
            .output()
            .unwrap()
            .status
            .success()
    );
    let apply = [
        "--demo",
        "fresh",
        "apply",
        "plan.json",
        "--yes",
        "--account",
        "111122223333",
    ];
    let output = of(&apply).stdout(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    assert!(of(&apply).output().unwrap().status.success());
}

#[cfg(unix)]
#[test]
fn links_are_refused_where_a_file_is_to_be_and_what_is_there_is_closed_to_others() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let computer = Computer::new();
    let (elsewhere, link) = (
        computer.home().join("elsewhere"),
        computer.home().join("link.json"),
    );
    fs::write(&elsewhere, "precious").unwrap();
    symlink(&elsewhere, &link).unwrap();
    let output = computer.genkan(&["--demo", "fresh", "plan", "-o", "link.json"], &[]);
    assert_eq!(output.status.code(), Some(9));
    assert!(String::from_utf8_lossy(&output.stderr).contains("elsewhere"));
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "precious");
    // A log that was put in place of genkan's own is not written to.
    let state = computer.home().join("state");
    fs::remove_dir_all(&state).unwrap();
    fs::create_dir_all(&state).unwrap();
    symlink(&elsewhere, state.join("genkan.log")).unwrap();
    let output = computer.genkan(&["config", "path"], &[]);
    assert_eq!(output.status.code(), Some(9), "{output:?}");
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "precious");
    fs::remove_file(state.join("genkan.log")).unwrap();
    // A journal that everybody could read is its owner's from the first look on.
    let journal = state.join("journal.jsonl");
    fs::write(&journal, "damaged\n").unwrap();
    fs::set_permissions(&journal, fs::Permissions::from_mode(0o644)).unwrap();
    let output = computer.genkan(&["journal"], &[]);
    assert_eq!(journal.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let said = computer.told(&output);
    assert!(
        said.contains("1 of 1 lines of the journal cannot be read")
            && !said.contains("Nothing has been changed"),
        "{said}"
    );
}

#[test]
fn words_of_others_do_nothing_to_a_terminal() {
    let computer = Computer::new();
    let plan = computer.home().join("plan.json");
    let output = computer.genkan(
        &["--demo", "fresh", "plan", "record.trail", "-o", "plan.json"],
        &[],
    );
    assert!(output.status.success(), "{output:?}");
    let text = fs::read_to_string(&plan).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    document["steps"][0]["target"] = "a\u{1b}[2Jb\u{9b}31m\u{202e}c".into();
    let sealed: genkan::domain::Plan = serde_json::from_value(document).unwrap();
    fs::write(&plan, serde_json::to_string(&sealed.seal()).unwrap()).unwrap();
    for arguments in [
        &["plan", "--show", "plan.json"][..],
        &["plan", "--show", "plan.json", "--format", "json"],
        &[
            "--demo",
            "fresh",
            "apply",
            "plan.json",
            "--yes",
            "--account",
            "111122223333",
        ],
        &["undo", "a\u{1b}[2J\u{202e}"],
    ] {
        let output = computer.genkan(arguments, &[]);
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(stream);
            assert!(!text.contains(genkan::text::is_hidden), "{arguments:?}: {text:?}");
        }
    }
}
