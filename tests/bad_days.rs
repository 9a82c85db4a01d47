//! The program on a bad day: a disk that is full, browsers that fall silent, a key that is gone.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something real takes is what these tests are about"
)]

mod program;

use std::{
    io::{Read, Write},
    process::Command,
    time::{Duration, Instant},
};

use program::{Server, complaint, init, run, run_within, stopped};

/// How large a file of this process may become, in bytes.
fn limit_files(server: &Server, bytes: &str) {
    let limit = format!("--fsize={bytes}:unlimited");
    let done = Command::new("prlimit").args(["--pid", &server.id(), &limit]).status();
    assert!(done.expect("prlimit is part of every Linux").success());
}

fn hire(server: &mut Server, login: &str) -> (u16, String) {
    let fields = [("login", login), ("name", "試験 満杯"), ("role", "auditor"), ("center", "")];
    server.post("/accounts", &fields)
}

#[test]
fn a_disk_that_takes_nothing_more_is_told_and_writing_goes_on_when_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let given = init(&data);
    let mut server = Server::start(&data, &[]);
    server.sign_in(&given);
    assert_eq!(hire(&mut server, "before").0, 200);
    for round in 0..3 {
        limit_files(&server, "1");
        for again in 0..3 {
            let (status, page) = hire(&mut server, &format!("never-{round}-{again}"));
            assert_eq!(status, 503, "{page}");
            assert!(page.contains("いまは保存できません"), "{page}");
            let (status, page) = server.get("/accounts");
            assert_eq!(status, 200, "{page}");
        }
        limit_files(&server, "unlimited");
        let (status, page) = hire(&mut server, &format!("after-{round}"));
        assert_eq!(status, 200, "{page}");
    }
    let (_, page) = server.get("/accounts");
    assert!(page.contains("after-2") && !page.contains("never-"), "{page}");
}

const HALF_A_HEAD: &str = "GET / HTTP/1.1\r\nHost: x\r\nX-A: ";
const HALF_A_BODY: &str = "POST /session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\
     Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=a";

#[test]
fn half_a_request_is_not_waited_for_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let server = Server::start(&data, &[("TSUMUGI_REQUEST_SECONDS", "1")]);
    for (half, answer) in [("", ""), (HALF_A_HEAD, ""), (HALF_A_BODY, "HTTP/1.1 400")] {
        let mut stream = server.connect();
        stream.write_all(half.as_bytes()).unwrap();
        let (begun, mut answered) = (Instant::now(), String::new());
        stream.read_to_string(&mut answered).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(5), "{half:?}: {:?}", begun.elapsed());
        assert!(answered.starts_with(answer), "{half:?}: {answered}");
        assert!(!answered.contains("入力が大きすぎます"), "{answered}");
    }
    let mut stream = server.connect();
    let long = format!("GET / HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n", "a".repeat(200_000));
    let _ = stream.write_all(long.as_bytes());
    let mut answered = [0; 12];
    stream.read_exact(&mut answered).unwrap();
    assert_eq!(&answered, b"HTTP/1.1 431");
}

#[test]
fn who_sends_drop_by_drop_is_not_waited_for_and_a_slow_line_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let server = Server::start(&data, &[("TSUMUGI_REQUEST_SECONDS", "1")]);
    let head = |length: usize| {
        format!(
            "POST /session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
    };
    // What is sent each fifth of a second, how often at most, and what it is answered with.
    for (piece, times, answer) in
        [("a".to_owned(), 60, "HTTP/1.1 408"), ("a".repeat(4 * 1024), 25, "HTTP/1.1 422")]
    {
        let mut stream = server.connect();
        stream.write_all(head(piece.len() * times).as_bytes()).unwrap();
        let mut hearing = stream.try_clone().unwrap();
        let heard = std::thread::spawn(move || {
            let mut heard = Vec::new();
            let _ = hearing.read_to_end(&mut heard);
            String::from_utf8_lossy(&heard).into_owned()
        });
        for _ in 0..times {
            if heard.is_finished() || stream.write_all(piece.as_bytes()).is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        let answered = heard.join().unwrap();
        assert!(answered.starts_with(answer), "{answered}");
        assert_eq!(answered.contains("遅すぎたため"), answer.ends_with("408"), "{answered}");
    }
}

#[test]
fn stopping_has_an_end_whoever_is_in_the_middle_of_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let mut server = Server::start(&data, &[("TSUMUGI_STOP_SECONDS", "1")]);
    let mut open = Vec::new();
    for half in [HALF_A_HEAD, HALF_A_BODY] {
        let mut stream = server.connect();
        stream.write_all(half.as_bytes()).unwrap();
        open.push(stream);
    }
    std::thread::sleep(Duration::from_millis(200));
    server.signal("TERM");
    let (_, code) = server.ended(Duration::from_secs(8)).expect("it ends");
    assert_eq!(code, Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let mut server = Server::start(&data, &[("TSUMUGI_STOP_SECONDS", "60")]);
    let mut stream = server.connect();
    stream.write_all(HALF_A_BODY.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    server.signal("TERM");
    assert!(server.ended(Duration::from_secs(1)).is_none(), "it waits for what is under way");
    server.signal("INT");
    let (_, code) = server.ended(Duration::from_secs(2)).expect("it ends");
    assert_eq!(code, Some(1));
}

#[test]
fn a_lost_key_is_said_and_no_other_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let (key, kept) = (data.join("keys/master.key"), folder.path().join("kept.key"));
    std::fs::rename(&key, &kept).unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["verify"], &["migrate"]] {
        let refused = run(&data, command);
        assert_eq!(refused.status.code(), Some(1));
        assert!(complaint(&refused).contains("がありません"), "{}", complaint(&refused));
        assert!(!key.exists());
    }
    std::fs::write(&key, "0123456789abcdef".repeat(4)).unwrap();
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let refused = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(complaint(&refused).contains("このデータベースのものではありません"));
    std::fs::rename(&kept, &key).unwrap();
    assert!(run(&data, &["verify"]).status.success());
}

#[test]
fn a_damaged_database_is_noticed_before_anybody_works_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let file = data.join("tsumugi.db");
    let mut content = std::fs::read(&file).unwrap();
    let middle = content.len() / 2;
    content[middle..middle + 40_000].fill(0x5a);
    std::fs::write(&file, content).unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["verify"]] {
        let refused = run(&data, command);
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        assert!(complaint(&refused).contains("壊れています"), "{}", complaint(&refused));
    }
}

#[test]
fn no_more_connections_are_held_than_are_set_and_the_next_one_waits_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let server = Server::start(&data, &[("TSUMUGI_CONNECTIONS", "2")]);
    let silent = [server.connect(), server.connect()];
    std::thread::sleep(Duration::from_millis(200));
    let mut next = server.connect();
    next.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    next.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answered = [0; 12];
    assert!(next.read_exact(&mut answered).is_err(), "it is not its turn");
    drop(silent);
    next.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    next.read_exact(&mut answered).unwrap();
    assert_eq!(&answered, b"HTTP/1.1 200");
}

#[test]
fn an_export_that_does_not_fit_on_the_disk_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    let file = folder.path().join("all.zip");
    let to = file.to_str().unwrap();
    let full = run_within(&data, &["export", "--all", to], 40 * 1024);
    assert_eq!(full.status.code(), Some(1));
    assert!(complaint(&full).contains("ファイルに書けなくなりました"), "{}", complaint(&full));
    assert!(!complaint(&full).contains("drop"), "{}", complaint(&full));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["data"]);
    let done = run(&data, &["export", "--all", to]);
    assert!(done.status.success() && file.exists(), "{}", complaint(&done));
}

#[test]
fn an_export_that_is_stopped_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    init(&data);
    // So many that they are not written before the signal is there.
    let rows: String = (0..2_000).map(|n| format!("試験 {n}人目,困難事例,R7.7.1\n")).collect();
    let list = data.join("cases.csv");
    std::fs::write(&list, format!("氏名,事例の種類,登録日\n{rows}")).unwrap();
    let taken = run(&data, &["import", "cases", list.to_str().unwrap(), "--center", "明第1"]);
    assert!(taken.status.success(), "{}", complaint(&taken));
    let file = folder.path().join("all.zip");
    let to = file.to_str().unwrap();
    let stopped = stopped(&data, &["export", "--all", to]);
    assert_eq!(stopped.status.code(), Some(1));
    let said = complaint(&stopped);
    assert!(said.contains("書き出しを中止しました。何も残していません。"), "{said}");
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["data"]);
    let done = run(&data, &["export", "--all", to]);
    assert!(done.status.success() && file.exists(), "{}", complaint(&done));
}
