//! The program itself, started as a city starts it, and a browser of few words.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// Runs a command of the program on a data folder, to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    command(data, arguments).output().expect("the program runs")
}

/// [`run`], but with SIGTERM as soon as it has said something where errors stand; what it said besides.
pub fn stopped(data: &Path, arguments: &[&str]) -> Output {
    let mut child = command(data, arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0];
    child.stderr.as_mut().expect("it is piped").read_exact(&mut first).expect("a word");
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
    child.wait_with_output().expect("it ends")
}

/// [`run`] where no file may become larger than so many bytes.
pub fn run_within(data: &Path, arguments: &[&str], bytes: u64) -> Output {
    let mut within = Command::new("prlimit");
    within.arg(format!("--fsize={bytes}:unlimited")).arg("--");
    command_of(within, data, arguments).output().expect("prlimit is part of every Linux")
}

/// What it said where errors stand.
pub fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Makes a municipality with one officer; the officer's one-time password.
pub fn init(data: &Path) -> String {
    let preset = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
    let done = run(data, &["init", "--preset", preset, "--officer", "city"]);
    assert!(done.status.success(), "{}", complaint(&done));
    let said = String::from_utf8(done.stdout).expect("text");
    let (_, password) = said.trim().rsplit_once(' ').expect("a password stands at the end");
    password.to_owned()
}

fn command(data: &Path, arguments: &[&str]) -> Command {
    command_of(Command::new("env"), data, arguments)
}

fn command_of(mut command: Command, data: &Path, arguments: &[&str]) -> Command {
    // A shell that gives its place away, so that a file that may not grow is an error and not the end.
    command
        .arg("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_tsumugi")])
        .args(arguments)
        .arg("--data")
        .arg(data)
        .current_dir(data.parent().expect("a folder around it"))
        .env_remove("DATABASE_URL")
        .env("TSUMUGI_PASSWORD_COST", "cheap");
    command
}

/// A running server; gone when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    cookies: Vec<(String, String)>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts `serve` on a free port.
    pub fn start(data: &Path, settings: &[(&str, &str)]) -> Server {
        let mut child = command(data, &["serve", "--listen", "127.0.0.1:0"])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        said.read_line(&mut line).expect("a line");
        let port: String = line
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        let port: u16 = port.parse().unwrap_or_else(|_| panic!("no port in {line:?}"));
        Server { child, address: SocketAddr::from(([127, 0, 0, 1], port)), cookies: Vec::new() }
    }

    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Sends the process a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// How long until it has ended, and its exit code.
    pub fn ended(&mut self, patience: Duration) -> Option<(Duration, Option<i32>)> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return Some((begun.elapsed(), status.code()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// A connection on which a test writes what it likes.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        stream
    }

    /// Asks for a page; status and text.
    pub fn get(&mut self, path: &str) -> (u16, String) {
        self.send("GET", path, "")
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send("POST", path, &body)
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> (u16, String) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut stream = self.connect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        )
        .expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        for line in answer.lines().take_while(|line| !line.is_empty()) {
            if let Some(cookie) = line.strip_prefix("set-cookie: ")
                && let Some((name, value)) =
                    cookie.split(';').next().and_then(|c| c.split_once('='))
            {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let status = answer.get(9..12).and_then(|s| s.parse().ok()).unwrap_or_default();
        (status, answer)
    }

    /// Signs the officer in with a password of their own choice.
    pub fn sign_in(&mut self, given: &str) {
        const CHOSEN: &str = "みかん縁側ラジオ体操午後三時";
        assert_eq!(self.post("/session", &[("login", "city"), ("password", given)]).0, 303);
        let chosen = [("present", given), ("new", CHOSEN), ("again", CHOSEN)];
        assert_eq!(self.post("/account/password", &chosen).0, 303);
        assert_eq!(self.post("/session", &[("login", "city"), ("password", CHOSEN)]).0, 303);
    }
}
