//! moto, a real third-party server over HTTP: fetched, started on a free port, waited for by asking, stopped.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
pub const ACCOUNT: &str = "123456789012";

/// The virtual environment with the pinned moto, made once under `target/`.
fn environment() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("moto");
    let wanted = fs::read_to_string(Path::new(ROOT).join("tests/requirements.txt")).unwrap();
    let stamp = folder.join("installed.txt");
    fs::create_dir_all(target).unwrap();
    // Tests run side by side, also in processes of their own.
    let lock = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(target.join("moto.lock"))
        .unwrap();
    lock.lock().unwrap();
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return folder;
    }
    let _ = fs::remove_dir_all(&folder);
    let run = |command: &mut Command, what: &str| {
        let output = command.output().unwrap_or_else(|error| {
            panic!("Python 3 is needed for the tests against moto: {what}: {error}. Install python3 with venv and pip, or set GENKAN_SKIP_MOTO=1 to go without them.")
        });
        assert!(
            output.status.success(),
            "{what} failed. The tests against moto need Python 3 with venv and pip, and a package index. Set GENKAN_SKIP_MOTO=1 to go without them.\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    };
    run(
        Command::new("python3").args(["-m", "venv"]).arg(&folder),
        "python3 -m venv",
    );
    let requirements = Path::new(ROOT).join("tests/requirements.txt");
    run(
        Command::new(folder.join("bin/python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(requirements),
        "pip install",
    );
    fs::write(&stamp, wanted).unwrap();
    folder
}

/// A Python of the pinned environment, given something to read: what others publish reads what genkan writes.
pub fn python_reading(script: &str, input: &str) -> String {
    let mut child = Command::new(environment().join("bin/python"))
        .args(["-c", script])
        .current_dir(ROOT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A running server. Dropping it stops it.
pub struct Moto {
    child: Child,
    pub port: u16,
}

impl Moto {
    pub fn start() -> Self {
        let folder = environment();
        // The port may be taken between asking and starting; then another one is tried.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            let child = Command::new(folder.join("bin/moto_server"))
                .args(["-H", "127.0.0.1", "-p", &port.to_string()])
                .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut moto = Self { child, port };
            if moto.answers() {
                return moto;
            }
        }
        panic!("moto did not answer");
    }

    fn answers(&mut self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(120);
        while Instant::now() < deadline {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if get(self.port, "/moto-api/data.json").is_some_and(|answer| answer.contains("200")) {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// One of moto's own switches.
    pub fn post(&self, path: &str, body: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(" 200 "), "{answer}");
    }

    /// What the AWS SDK for Python sees: an independent reader of the same account.
    pub fn python(&self, script: &str) -> String {
        let output = Command::new(environment().join("bin/python"))
            .args(["-c", script])
            .envs(environment_of(&self.endpoint()))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{script}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").ok()?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).ok()?;
    Some(answer)
}

/// Credentials and endpoint of a test, and nothing of the person who runs it.
pub fn environment_of(endpoint: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "moto".to_owned()),
        ("AWS_ENDPOINT_URL", endpoint.to_owned()),
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_DEFAULT_REGION", "eu-west-1".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_CONFIG_FILE", "/nonexistent".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent".to_owned()),
    ]
}

/// genkan as a person runs it, in a folder of its own.
pub struct Genkan {
    pub folder: tempfile::TempDir,
    pub endpoint: String,
    pub extra: Vec<(&'static str, String)>,
}

impl Genkan {
    pub fn at(endpoint: &str) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            endpoint: endpoint.to_owned(),
            extra: Vec::new(),
        }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_genkan"));
        command
            .args(arguments)
            .env_clear()
            .envs(environment_of(&self.endpoint))
            .env("HOME", self.folder.path())
            .env("GENKAN_STATE_DIR", self.folder.path().join("state"))
            .env("LANG", "en_US.UTF-8")
            .envs(self.extra.iter().map(|(name, value)| (*name, value.as_str())))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(self.command(arguments).output().unwrap())
    }
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The status of a check in JSON output.
    pub fn status(&self, check: &str) -> String {
        let value = self.json();
        let findings = value["findings"].as_array().unwrap().clone();
        let finding = findings.iter().find(|finding| finding["check"] == check).unwrap();
        finding["status"].as_str().unwrap().to_owned()
    }
}

/// When a [`Gate`] closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the n-th mutating request reaches the server.
    Before(usize),
    /// After the server did it, before its answer reaches genkan.
    After(usize),
    /// The connection is closed before the n-th mutating request reaches the server, once.
    Closed(usize),
    /// The server did it and its answer is lost, once.
    Lost(usize),
    /// The server did it, and from then on nothing is reached any more.
    Dead(usize),
    /// The n-th is answered with this status and code instead, once.
    Refused(usize, u16, &'static str),
}

/// A door between genkan and moto. When it closes it does not open again: whoever waits, waits until killed.
pub struct Gate {
    pub port: u16,
    writes: Arc<AtomicUsize>,
    closed: std::sync::mpsc::Receiver<()>,
}

impl Gate {
    pub fn before(moto: u16, when: When) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let writes = Arc::new(AtomicUsize::new(0));
        let (closing, closed) = std::sync::mpsc::channel();
        let counter = Arc::clone(&writes);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), counter, closing) = (stream, Arc::clone(&counter), closing.clone()) else {
                    return;
                };
                std::thread::spawn(move || pass(stream, moto, when, &counter, &closing));
            }
        });
        Self { port, writes, closed }
    }

    /// Waits until the door has closed.
    pub fn wait(&self) -> bool {
        self.closed.recv_timeout(Duration::from_secs(60)).is_ok()
    }

    /// Whether what was to happen has happened.
    pub fn has_closed(&self) -> bool {
        self.closed.try_recv().is_ok()
    }

    pub fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }
}

/// Passes one request on; its answer says that the connection ends with it.
fn pass(
    stream: TcpStream,
    moto: u16,
    when: When,
    counter: &AtomicUsize,
    closing: &std::sync::mpsc::Sender<()>,
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut client = stream;
    let mut head = Vec::new();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        let is_end = line == b"\r\n";
        head.push(String::from_utf8(line).ok()?);
        if is_end {
            break;
        }
    }
    let header = |name: &str| {
        head.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length = header("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let first = head.first()?.clone();
    if let When::Dead(last) = when
        && counter.load(Ordering::SeqCst) >= last
    {
        return None;
    }
    let target = header("x-amz-target");
    let operation = target.as_deref().and_then(|target| target.rsplit('.').next());
    let text = String::from_utf8_lossy(&body).into_owned();
    let action = text.split('&').find_map(|pair| pair.strip_prefix("Action="));
    // moto fails here with 500 for want of a handler; of an account without suppression rules AWS sends an empty list.
    if first.starts_with("GET /detector/") && first.contains("/filter") {
        let body = r#"{"filterNames":[]}"#;
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        client.write_all(answer.as_bytes()).ok()?;
        let _ = client.shutdown(std::net::Shutdown::Both);
        return Some(());
    }
    let is_rest_write = first.starts_with("PUT ")
        || first.starts_with("DELETE ")
        || first.starts_with("POST /detector HTTP")
        || first.starts_with("POST /accounts HTTP")
        || first.contains("putAlternateContact");
    let is_write = operation
        .or(action)
        .map_or(is_rest_write, |operation| !genkan::domain::is_read(operation));
    let count = if is_write {
        counter.fetch_add(1, Ordering::SeqCst) + 1
    } else {
        0
    };
    if is_write && when == When::Before(count) {
        let _ = closing.send(());
        std::thread::park();
    }
    if is_write && when == When::Closed(count) {
        let _ = closing.send(());
        return None;
    }
    if let When::Refused(wanted, status, code) = when
        && is_write
        && wanted == count
    {
        let _ = closing.send(());
        let (kind, body) = if action.is_some()
            || (target.is_none() && first.contains("/?") || first.starts_with("PUT "))
        {
            (
                "text/xml",
                format!(
                    "<ErrorResponse><Error><Code>{code}</Code><Message>fault</Message></Error></ErrorResponse>"
                ),
            )
        } else {
            (
                "application/json",
                format!(r#"{{"__type":"{code}","message":"fault"}}"#),
            )
        };
        let body = if first.starts_with("PUT ") {
            format!("<Error><Code>{code}</Code><Message>fault</Message></Error>")
        } else {
            body
        };
        let answer = format!(
            "HTTP/1.1 {status} Fault\r\nContent-Type: {kind}\r\nx-amzn-errortype: {code}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        client.write_all(answer.as_bytes()).ok()?;
        let _ = client.shutdown(std::net::Shutdown::Both);
        return Some(());
    }
    let mut server = TcpStream::connect(("127.0.0.1", moto)).ok()?;
    for line in &head {
        if line == "\r\n" {
            server.write_all(b"Connection: close\r\n").ok()?;
        }
        if !line.to_ascii_lowercase().starts_with("connection:") {
            server.write_all(line.as_bytes()).ok()?;
        }
    }
    server.write_all(&body).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    if is_write && when == When::After(count) {
        let _ = closing.send(());
        std::thread::park();
    }
    if is_write && [When::Lost(count), When::Dead(count)].contains(&when) {
        let _ = closing.send(());
        let _ = client.shutdown(std::net::Shutdown::Both);
        return None;
    }
    client.write_all(&answer).ok()?;
    // The server closed its side, and so must we: the answer said so.
    let _ = client.shutdown(std::net::Shutdown::Both);
    Some(())
}
