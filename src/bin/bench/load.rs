//! A small load generator: blocking threads, one kept-alive connection each, asking as fast as they are answered.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use crate::{options::Result, table::median};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    pub server: SocketAddr,
    pub path: String,
    /// `name=value` of the session's cookie; empty for none.
    pub cookie: String,
    pub packing: Packing,
}

/// Whether the client says that it can unpack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    /// As browsers ask.
    Gzip,
}

/// What a load did.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Answers a second.
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Bytes of one answer's body, as it went over the wire.
    pub bytes: usize,
}

impl Load {
    /// The medians of several rounds, each number by itself.
    pub fn median(rounds: &[Load]) -> Load {
        Load {
            rate: median(rounds.iter().map(|l| l.rate).collect()),
            p50: median(rounds.iter().map(|l| l.p50).collect()),
            p99: median(rounds.iter().map(|l| l.p99).collect()),
            bytes: median(rounds.iter().map(|l| l.bytes).collect()),
        }
    }
}

/// Asks over `connections` connections for `time`.
///
/// # Errors
/// When any answer is not 200: a rate of refusals says nothing.
pub fn load(ask: &Ask, connections: usize, time: Duration) -> Result<Load> {
    let begun = Instant::now();
    let until = begun + time;
    let clients: Vec<_> = (0..connections)
        .map(|_| {
            let ask = ask.clone();
            thread::spawn(move || client(&ask, until))
        })
        .collect();
    let mut times = Vec::new();
    let mut bytes = 0;
    for client in clients {
        let (some, size) = client.join().map_err(|_| "a client panicked")??;
        times.extend(some);
        bytes = size;
    }
    let took = begun.elapsed();
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    Ok(Load { rate: times.len() as f64 / took.as_secs_f64(), p50: at(0.50), p99: at(0.99), bytes })
}

/// The time of each answer of one connection, and the size of the last.
fn client(ask: &Ask, until: Instant) -> Result<(Vec<Duration>, usize)> {
    let mut connection = Connection::open(ask.server)?;
    let request = request(ask);
    let (mut times, mut bytes) = (Vec::new(), 0);
    loop {
        let begun = Instant::now();
        let answer = connection.send(&request)?;
        times.push(begun.elapsed());
        bytes = answer.body.len().max(bytes);
        if answer.status != 200 {
            return Err(format!("{} answered {}: {}", ask.path, answer.status, answer.head).into());
        }
        if Instant::now() >= until {
            return Ok((times, bytes));
        }
    }
}

/// One answer to one request on a connection of its own.
pub fn once(ask: &Ask) -> Result<Answer> {
    Connection::open(ask.server)?.send(&request(ask))
}

/// Posts a form.
pub fn post(server: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    Connection::open(server)?.send(request.as_bytes())
}

fn request(ask: &Ask) -> Vec<u8> {
    let mut text = format!("GET {} HTTP/1.1\r\nhost: localhost\r\n", ask.path);
    if !ask.cookie.is_empty() {
        text.push_str(&format!("cookie: {}\r\n", ask.cookie));
    }
    if ask.packing == Packing::Gzip {
        text.push_str("accept-encoding: gzip, deflate, br, zstd\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A kept-alive connection. It knows as much of HTTP/1.1 as our own server says.
struct Connection {
    stream: TcpStream,
    /// Read from the stream and not used yet.
    held: Vec<u8>,
}

impl Connection {
    fn open(server: SocketAddr) -> Result<Connection> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(300)))?;
        Ok(Connection { stream, held: Vec::new() })
    }

    fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request)?;
        let head = String::from_utf8(self.until(b"\r\n\r\n")?)?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .ok_or("not an answer of HTTP/1.1")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        if let Some(length) = answer.header("content-length") {
            let length = length.parse()?;
            answer.body = self.exactly(length)?;
        } else if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let line = String::from_utf8(self.until(b"\r\n")?)?;
                let size = usize::from_str_radix(line.trim(), 16)?;
                let chunk = self.exactly(size + 2)?;
                if size == 0 {
                    break;
                }
                answer.body.extend_from_slice(&chunk[..size]);
            }
        }
        Ok(answer)
    }

    /// All up to and with `mark`.
    fn until(&mut self, mark: &[u8]) -> Result<Vec<u8>> {
        loop {
            if let Some(at) = self.held.windows(mark.len()).position(|w| w == mark) {
                let rest = self.held.split_off(at + mark.len());
                return Ok(std::mem::replace(&mut self.held, rest));
            }
            self.more()?;
        }
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.held.len() < length {
            self.more()?;
        }
        let rest = self.held.split_off(length);
        Ok(std::mem::replace(&mut self.held, rest))
    }

    fn more(&mut self) -> Result<()> {
        let mut some = [0; 32 * 1024];
        let count = self.stream.read(&mut some)?;
        if count == 0 {
            return Err("the server closed the connection".into());
        }
        self.held.extend_from_slice(&some[..count]);
        Ok(())
    }
}
