//! For tests: a whole application on a real database, a municipality of its own for each test, and the cast.
//!
//! Every test runs on SQLite, and on PostgreSQL too when `TSUMUGI_TEST_POSTGRES` names a server (`make test` starts
//! one). Tests share a database and never a municipality, so they run side by side and prove tenancy doing so.

mod log;
mod looking;
mod printed;

pub use log::Log;
pub use printed::{flat, pages, pdftotext, size, workbook};

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::{
    App, ROOMS, Whose,
    access::{self, Actor, Role, Seat},
    accounts::{self, ChosenBy, NewAccount},
    clock::{Clock, Day},
    config::{Config, PasswordCost},
    crypt::Master,
    db::{self, Conn, Db, Query, Tx},
    error::{Error, Result},
    housekeeping,
    id::{AccountId, CenterId, MunicipalityId},
    jobs, keyring, places,
    preset::Preset,
    structure::Structure,
    words,
    words::Words,
};

words! {
    /// The people of every test.
    pub enum Cast {
        /// Staff of the centre 明第1.
        CenterStaff "center_staff",
        /// Staff of another centre, 小金.
        OtherCenterStaff "other_center_staff",
        /// A care manager who presents cases to 明第1.
        CarePresenter "care_presenter",
        CityOfficer "city_officer",
        /// A member for a term.
        Member "member",
        /// Invited to one meeting.
        Guest "guest",
        SupportDoctor "support_doctor",
        Coordinator "coordinator",
        CoordinationCenterStaff "coordination_center_staff",
        PrefectureOfficer "prefecture_officer",
        Auditor "auditor",
        /// Nobody: not signed in.
        Stranger "stranger",
    }
}

impl Cast {
    /// Their role; a stranger has none.
    pub fn role(self) -> Option<Role> {
        Some(match self {
            Cast::CenterStaff | Cast::OtherCenterStaff => Role::CenterStaff,
            Cast::CarePresenter => Role::CarePresenter,
            Cast::CityOfficer => Role::CityOfficer,
            Cast::Member => Role::Member,
            Cast::Guest => Role::Guest,
            Cast::SupportDoctor => Role::SupportDoctor,
            Cast::Coordinator => Role::Coordinator,
            Cast::CoordinationCenterStaff => Role::CoordinationCenterStaff,
            Cast::PrefectureOfficer => Role::PrefectureOfficer,
            Cast::Auditor => Role::Auditor,
            Cast::Stranger => return None,
        })
    }

    fn center(self) -> Option<CenterId> {
        match self {
            Cast::CenterStaff => Some("mei1".into()),
            Cast::OtherCenterStaff => Some("kogane".into()),
            _ => None,
        }
    }
}

/// The day on which tests begin: a Wednesday within 令和7年度's second deliberation period.
pub const TEST_DAY: Day = Day::of(2025, 10, 1);

/// The password of the whole cast.
pub const PASSWORD: &str = "tests-have-long-passwords";

/// Matsudo's preset, which the tests play in.
pub static MATSUDO: LazyLock<Structure> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
    Structure::new(Preset::read(path.as_ref()).expect("presets/matsudo.toml reads"))
});

/// The fields at which a command refused what it was asked.
///
/// # Panics
/// When it did not refuse.
pub fn refused_at<T: std::fmt::Debug>(done: Result<T>) -> Vec<String> {
    match done {
        Err(Error::Refused(why)) => why.into_iter().map(|(field, _)| field).collect(),
        done => panic!("{done:?}"),
    }
}

/// Every word of a list comes back from the database as it went, and from its code.
pub async fn comes_back<W: Words>(conn: &mut Conn) {
    for word in W::ALL {
        let back: W = Query::beyond("select cast($1 as text)", *word)
            .one(conn)
            .await
            .expect("a word of the list");
        assert_eq!((back, W::of_code(word.code())), (*word, Some(*word)));
    }
}

/// An application with one municipality and the cast in it.
pub struct TestApp {
    pub app: App,
    pub municipality: MunicipalityId,
    router: Router,
    url: String,
    /// Whence it is asked: failures of one test are not held against another's.
    pub address: SocketAddr,
    actors: HashMap<Cast, Actor>,
    cookies: HashMap<Cast, String>,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where the answer leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("")
    }

    /// The cookie that carries what the next page says.
    fn said(&self) -> Option<&str> {
        let all = self.headers.get_all(header::SET_COOKIE).iter();
        all.filter_map(|v| v.to_str().ok()).find(|v| v.starts_with("said="))?.split(';').next()
    }

    /// What the next page offers to take back: where, and in which words.
    pub fn takes_back(&self) -> Option<(String, String)> {
        let said = URL_SAFE_NO_PAD.decode(self.said()?.strip_prefix("said=")?).ok()?;
        let said = String::from_utf8(said).ok()?;
        let [_, id, words] = said.lines().collect::<Vec<_>>()[..] else { return None };
        Some((format!("/undos/{id}"), words.to_owned()))
    }

    /// Whether the page says these words.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Asserts the status, showing the page when it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }
}

/// Runs a test on each database.
pub async fn each_database(test: impl AsyncFn(TestApp)) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = format!("sqlite:{}", folder.path().join("test.db").display());
    test(TestApp::start(&file, folder).await).await;
    if let Ok(url) = std::env::var("TSUMUGI_TEST_POSTGRES") {
        let folder = tempfile::tempdir().expect("a folder for the test");
        test(TestApp::start(&url, folder).await).await;
    }
}

async fn opened(url: &str) -> Db {
    let db = Db::open(url, Clock::standing(TEST_DAY), Master::of_tests().keys())
        .await
        .expect("the test database opens");
    db::migrate(&db).await.expect("the schema is made");
    keyring::unlock(db).await.expect("the database keeps its keys")
}

fn newcomer(login: String, role: Role, center_id: Option<CenterId>, hash: &str) -> NewAccount {
    NewAccount {
        login,
        password_hash: hash.to_owned(),
        password_by: ChosenBy::Owner,
        name: format!("{}の試験", role.label()),
        role,
        center_id,
        organisation: "試験".into(),
        profession_id: None,
    }
}

impl TestApp {
    /// An application on a database of its own.
    pub async fn start(url: &str, folder: tempfile::TempDir) -> TestApp {
        let config = Config {
            data: folder.path().to_owned(),
            password_cost: PasswordCost::Cheap,
            ..Config::default()
        };
        let app = App::new(opened(url).await, config);
        let municipality = MunicipalityId::new();
        let mut test = TestApp {
            router: app.router(),
            app,
            municipality,
            url: url.to_owned(),
            address: SocketAddr::from((crate::crypt::random::<16>(), 1)),
            actors: HashMap::new(),
            cookies: HashMap::new(),
            _folder: folder,
        };
        test.install(&MATSUDO).await;
        test.hire().await;
        test
    }

    /// Installs a preset into the test's municipality.
    pub async fn install(&self, preset: &Preset) {
        let m = &self.municipality;
        self.app
            .db()
            .write(m, |mut tx| async move {
                places::install_municipality(&mut tx, m, &preset.municipality.name, false).await?;
                for room in ROOMS {
                    (room.install)(&mut tx, preset).await?;
                }
                Ok((tx, ()))
            })
            .await
            .expect("the preset installs");
    }

    /// The program begun anew on the same database: it remembers nothing.
    pub async fn begun_anew(&self) -> App {
        App::new(opened(&self.url).await, self.app.config().clone())
    }

    async fn hire(&mut self) {
        let hash =
            accounts::password::hash(PasswordCost::Cheap, PASSWORD.into()).await.expect("hashes");
        for who in Cast::ALL.iter().copied() {
            let Some(role) = who.role() else { continue };
            let new = newcomer(self.login(who), role, who.center(), &hash);
            let account = self.employ(&new).await;
            let seat = Seat {
                account,
                name: new.name.clone(),
                role,
                center: who.center(),
                conferences: Vec::new(),
                meetings: Vec::new(),
                standing: MATSUDO.standing(role, who.center().as_ref(), &[]),
            };
            self.actors.insert(who, Actor::person(self.municipality.clone(), seat));
            let cookie = self.sign_in(&new.login, PASSWORD).await;
            self.cookies.insert(who, cookie);
        }
    }

    async fn employ(&self, new: &NewAccount) -> AccountId {
        let system = &self.system();
        self.write(|mut tx| async move {
            let permit = access::permit(&mut tx, system, &new.facts())?;
            let id = accounts::create(&mut tx, permit, new).await?;
            Ok((tx, id))
        })
        .await
        .expect("somebody is hired")
    }

    /// The session of somebody else of the same role and place.
    pub async fn colleague(&self, of: Cast) -> String {
        let hash = accounts::password::hash(PasswordCost::Cheap, PASSWORD.into()).await;
        let login = format!("colleague-{}", self.login(of));
        let role = of.role().expect("somebody of the cast");
        self.employ(&newcomer(login.clone(), role, of.center(), &hash.expect("hashes"))).await;
        self.sign_in(&login, PASSWORD).await
    }

    /// Signs somebody in; the session's cookie.
    pub async fn sign_in(&self, login: &str, password: &str) -> String {
        let answer = self
            .send(
                Request::post("/session"),
                None,
                form(&[("login", login), ("password", password)]),
            )
            .await
            .expect(303);
        answer
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .find(|v| v.starts_with(accounts::SESSION_COOKIE))
            .and_then(|v| v.split(';').next())
            .expect("a session cookie")
            .to_owned()
    }

    /// A connection for reading.
    pub async fn read(&self) -> Conn {
        self.app.db().read(&self.municipality).await.expect("a connection")
    }

    /// One transaction.
    pub async fn write<T, F, Work>(&self, work: F) -> Result<T>
    where
        F: FnMut(Tx) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        self.app.db().write(&self.municipality, work).await
    }

    /// The program itself as an actor.
    pub fn system(&self) -> Actor {
        Actor::system(self.municipality.clone(), "test")
    }

    /// The structure in force today.
    pub async fn structure(&self) -> Structure {
        let mut conn = self.read().await;
        let year = conn.now().day().fiscal_year();
        places::structure_for(&mut conn, year).await.expect("a structure")
    }

    /// Somebody of the cast as an actor (with no conference seats).
    pub fn actor(&self, who: Cast) -> &Actor {
        &self.actors[&who]
    }

    /// Somebody's account.
    pub fn account(&self, who: Cast) -> AccountId {
        self.actors[&who].seat().expect("the cast are people").account.clone()
    }

    /// The login somebody of the cast signs in with.
    pub fn login(&self, who: Cast) -> String {
        format!("{who:?}-{}", self.municipality)
    }

    /// A worker for this test's jobs, which goes when it is dropped.
    pub fn worker(&self) -> crate::worker::Worker {
        crate::worker::Worker::start(self.app.clone(), Whose::Of(self.municipality.clone()))
    }

    /// Has everything done that waits in the queue, and the day's housekeeping.
    pub async fn work_off(&self) {
        let worker = self.worker();
        let today = housekeeping::job_of(&self.municipality, self.app.db().clock().today());
        for _ in 0..1_000 {
            let mut conn = self.read().await;
            let open = jobs::open(&mut conn).await.expect("a count");
            let planned = jobs::find(&mut conn, &today).await.is_ok();
            drop(conn);
            if planned && open == 0 {
                return worker.stop().await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the queue does not come to its end");
    }

    /// Begins to send far more than anybody takes who does not want it; how many bytes were taken, and the answer.
    pub async fn offer_a_lot(&self, who: Cast, path: &str) -> (Answer, usize) {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = taken.clone();
        let begin =
            b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
        let chunks = std::iter::once(begin.to_vec()).chain((0..256).map(|_| vec![b'a'; 16 * 1024]));
        let stream = futures_util::stream::iter(chunks.map(move |chunk| {
            counter.fetch_add(chunk.len(), Ordering::SeqCst);
            Ok::<_, std::io::Error>(chunk)
        }));
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        let body = Body::from_stream(stream);
        let answer = self.send(request, self.cookies.get(&who), body).await;
        (answer, taken.load(Ordering::SeqCst))
    }

    /// Opens a page.
    pub async fn get(&self, who: Cast, path: &str) -> Answer {
        self.send(Request::get(path), self.cookies.get(&who), Body::empty()).await
    }

    /// Opens the page that an answer leads to, with what that carries along.
    pub async fn follow(&self, who: Cast, answer: &Answer) -> Answer {
        let session = self.cookies.get(&who).map_or("", String::as_str);
        let cookies = format!("{session}; {}", answer.said().unwrap_or_default());
        let path = answer.location().split('#').next().unwrap_or_default();
        self.send(Request::get(path), Some(&cookies), Body::empty()).await
    }

    /// Opens a page with a session's cookie, for somebody who is not of the cast.
    pub async fn get_as(&self, cookie: &String, path: &str) -> Answer {
        self.send(Request::get(path), Some(cookie), Body::empty()).await
    }

    /// Posts a form with a session's cookie.
    pub async fn post_as(&self, cookie: &String, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Request::post(path), Some(cookie), form(fields)).await
    }

    /// Posts a form.
    pub async fn post(&self, who: Cast, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Request::post(path), self.cookies.get(&who), form(fields)).await
    }

    /// Posts an empty form as another site's page would.
    pub async fn post_from_elsewhere(&self, who: Cast, path: &str) -> Answer {
        let request = Request::post(path).header("origin", "https://elsewhere.example");
        self.send(request, self.cookies.get(&who), Body::empty()).await
    }

    /// Posts a form with a file, as a browser does.
    pub async fn upload(
        &self,
        who: Cast,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Answer {
        let boundary = "----tsumugi-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(
                format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        let (field, name, content) = file;
        body.extend_from_slice(
            format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        self.send(request, self.cookies.get(&who), Body::from(body)).await
    }

    async fn send(
        &self,
        request: axum::http::request::Builder,
        cookie: Option<&String>,
        body: Body,
    ) -> Answer {
        self.send_from(self.address, request, cookie, body).await
    }

    /// Signs in, or tries to, from an address.
    pub async fn sign_in_from(&self, address: SocketAddr, login: &str, password: &str) -> Answer {
        let fields = form(&[("login", login), ("password", password)]);
        self.send_from(address, Request::post("/session"), None, fields).await
    }

    async fn send_from(
        &self,
        address: SocketAddr,
        request: axum::http::request::Builder,
        cookie: Option<&String>,
        body: Body,
    ) -> Answer {
        let mut request = request.header(header::HOST, "localhost").extension(ConnectInfo(address));
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(body).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

fn form(fields: &[(&str, &str)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
}
