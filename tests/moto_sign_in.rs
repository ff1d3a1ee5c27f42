//! Signing in from inside the wizard, in a real terminal: IAM Identity Center's device flow against a server that answers
//! as it does, and `aws login` of an AWS CLI that is a script; the account behind both is moto's.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::moto::{ACCOUNT, Moto};
use crate::support::pty::Pty;

const ENTER: &str = "\r";

/// IAM Identity Center: its device flow, in which the person takes two questions to sign in.
struct IdentityCenter {
    port: u16,
    questions: Arc<AtomicUsize>,
}

impl IdentityCenter {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let questions = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&questions);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counter = Arc::clone(&counter);
                std::thread::spawn(move || answer(&stream, &counter));
            }
        });
        Self { port, questions }
    }
}

fn answer(stream: &TcpStream, questions: &AtomicUsize) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut head = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let path = head.split_whitespace().nth(1)?.to_owned();
        let (status, error, body) = match path.split('?').next()? {
            "/client/register" => (200, "", r#"{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":4102444800}"#.to_owned()),
            "/device_authorization" => (
                200,
                "",
                r#"{"deviceCode":"d","userCode":"BDFG-HJKL","verificationUri":"https://device.example","verificationUriComplete":"https://device.example/?user_code=BDFG-HJKL","expiresIn":600,"interval":1}"#.to_owned(),
            ),
            "/token" if questions.fetch_add(1, Ordering::SeqCst) < 2 => (400, "AuthorizationPendingException", "{}".to_owned()),
            "/token" => (200, "", r#"{"accessToken":"THE-TOKEN-OF-THE-PERSON","tokenType":"Bearer","expiresIn":28800}"#.to_owned()),
            "/federation/credentials" => {
                assert!(head.to_ascii_lowercase().contains("x-amz-sso_bearer_token: the-token-of-the-person"), "{head}");
                (200, "", r#"{"roleCredentials":{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","secretAccessKey":"moto","sessionToken":"t","expiration":4102444800000}}"#.to_owned())
            }
            other => panic!("{other}"),
        };
        let kind = if error.is_empty() {
            String::new()
        } else {
            format!("x-amzn-errortype: {error}\r\n")
        };
        let mut stream = stream;
        write!(
            stream,
            "HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\n{kind}content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
    }
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_founder_signs_in_to_identity_center_inside_the_wizard_and_nothing_is_kept() {
    let moto = Moto::start();
    let center = IdentityCenter::start();
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    fs::write(
        &config,
        "[profile acme]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Admin\nregion = eu-west-1\n\
         [profile through]\nrole_arn = arn:aws:iam::123456789012:role/through\nsource_profile = acme\nregion = eu-west-1\n\
         [sso-session acme]\nsso_start_url = https://acme.example/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n",
    )
    .unwrap();
    let before = fs::read_to_string(&config).unwrap();
    let (config, state) = (
        config.display().to_string(),
        folder.path().join("state").display().to_string(),
    );
    let (endpoint, oidc) = (moto.endpoint(), format!("http://127.0.0.1:{}", center.port));
    let pty = Pty::genkan(
        &["--lang", "en"],
        &[
            ("AWS_CONFIG_FILE", &config),
            ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent"),
            ("AWS_ENDPOINT_URL", &endpoint),
            ("AWS_ENDPOINT_URL_SSO", &oidc),
            ("AWS_ENDPOINT_URL_SSO_OIDC", &oidc),
            ("GENKAN_STATE_DIR", &state),
        ],
    );
    pty.see("Nothing is changed")
        .send(ENTER)
        .see("Which credentials?");
    pty.see("acme").see("IAM Identity Center").see("Enter signs in");
    pty.send(ENTER)
        .see("BDFG-HJKL")
        .see("https://device.example/?user_code=BDFG-HJKL");
    pty.see("Waiting for the browser");
    // The person has signed in by now; nobody pressed anything here.
    pty.see("Is this the right account?").see(ACCOUNT);
    assert!(center.questions.load(Ordering::SeqCst) >= 3);
    // A role that rests on the same sign-in needs no other one.
    pty.send("\x1bOS").see("Which credentials?").see("through");
    pty.send("\x1b[B").see("role/through");
    pty.send(ENTER).see("assumed-role/through");
    pty.see(ACCOUNT);
    pty.send("q");
    let shown = pty.raw();
    assert_eq!(pty.end().0.exit_code(), 0);
    assert!(!shown.contains("THE-TOKEN-OF-THE-PERSON"));
    assert_eq!(
        fs::read_to_string(folder.path().join("config")).unwrap(),
        before,
        "~/.aws was changed"
    );
    for entry in fs::read_dir(&state).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        assert!(!text.contains("THE-TOKEN-OF-THE-PERSON"), "{:?}", entry.path());
    }
}

#[cfg(unix)]
#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_founder_signs_in_with_aws_login_inside_the_wizard() {
    use std::os::unix::fs::PermissionsExt;
    let moto = Moto::start();
    let folder = tempfile::tempdir().unwrap();
    let (config, credentials) = (folder.path().join("config"), folder.path().join("credentials"));
    let program = folder.path().join("aws");
    // What it says is what the AWS CLI 2.36 says; what it leaves behind is temporary keys.
    fs::write(
        &program,
        "#!/bin/sh\n\
         if [ \"$1\" = --version ]; then echo 'aws-cli/2.36.7 Python/3.13 Linux/6 exe/x86_64'; exit 0; fi\n\
         [ \"$*\" = 'login --region us-east-1' ] || { echo \"aws: [ERROR]: $*\" >&2; exit 252; }\n\
         echo 'Attempting to open your default browser. If the browser does not open, open the following URL.'\n\
         echo ''\n\
         echo 'https://us-east-1.signin.aws.amazon.com/v1/authorize?response_type=code&client_id=x'\n\
         read -r answer\n\
         while [ ! -e \"$HOME/signed-in\" ]; do sleep 0.1; done\n\
         printf '[default]\\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\\naws_secret_access_key = moto\\naws_session_token = t\\n' > \"$AWS_SHARED_CREDENTIALS_FILE\"\n\
         echo 'Updated profile default to use arn:aws:iam::123456789012:root credentials.'\n",
    )
    .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let text = |path: &std::path::Path| path.display().to_string();
    let (config, credentials, home) = (text(&config), text(&credentials), text(folder.path()));
    let endpoint = moto.endpoint();
    let pty = Pty::genkan(
        &["--lang", "en"],
        &[
            ("PATH", &path),
            ("HOME", &home),
            ("AWS_CONFIG_FILE", &config),
            ("AWS_SHARED_CREDENTIALS_FILE", &credentials),
            ("AWS_ENDPOINT_URL", &endpoint),
        ],
    );
    pty.see("Nothing is changed")
        .send(ENTER)
        .see("No credentials were found");
    pty.see("Sign in with \"aws login\"");
    pty.send(ENTER)
        .see("Which Region do you work in?")
        .see(" us-east-1 ");
    pty.send(ENTER)
        .see("https://us-east-1.signin.aws.amazon.com/v1/authorize");
    pty.see("Waiting for the browser");
    fs::write(folder.path().join("signed-in"), "").unwrap();
    pty.see("Is this the right account?")
        .see(ACCOUNT)
        .see("us-east-1");
    pty.send("q");
    assert_eq!(pty.end().0.exit_code(), 0);
}
