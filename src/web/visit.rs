//! One request of one person.

use std::{collections::HashMap, error::Error as _, sync::OnceLock};

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{Method, Uri, request::Parts},
};
use axum_extra::extract::CookieJar;
use http_body_util::LengthLimitError;

use super::{
    FormState, Frame, View, form, framing,
    visitor::{ChosenPeriod, Visitor},
};
use crate::{
    App,
    access::{
        self, Action, Actor, Facts, FactsOf, KeyOf, Leave, Load, Permit, Rule, Seen, Subject,
    },
    clock::Day,
    db::{Conn, Tx},
    deidentify::judging,
    error::{Error, Result},
    id::MunicipalityId,
    structure::Structure,
    typed,
    undo::{Back, Before, Offer, TakesBack},
    words::Words,
};

/// What a handler of a signed-in page gets: the application, the actor, and the makings of the frame.
pub struct Visit {
    pub app: App,
    pub visitor: Visitor,
    uri: Uri,
    cookies: CookieJar,
    /// As the address has it.
    address: HashMap<String, String>,
    /// The same with the words that a token stands for.
    query: HashMap<String, String>,
    is_page: bool,
    turn: OnceLock<String>,
}

impl Visit {
    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.visitor.actor
    }

    /// The tenant.
    pub fn municipality(&self) -> &MunicipalityId {
        self.visitor.actor.municipality()
    }

    /// The municipality's structure in force today: names, words, definitions.
    pub fn structure(&self) -> &Structure {
        &self.visitor.structure
    }

    /// Today in Japan.
    pub fn today(&self) -> Day {
        self.app.db().clock().today()
    }

    /// All deliberation periods, newest first.
    pub fn periods(&self) -> &[ChosenPeriod] {
        &self.visitor.periods
    }

    /// The period chosen in the header; none while the municipality has no period.
    pub fn period(&self) -> Option<&ChosenPeriod> {
        self.visitor.periods.get(self.visitor.chosen)
    }

    /// Turns to the period that holds today where nobody chose another, for pages of what is to come: papers and issues
    /// stay with the period whose city conference is still ahead.
    pub fn turn_to_today(&mut self) {
        let today = self.today();
        let holds = |p: &ChosenPeriod| (p.first_day..=p.last_day).contains(&today);
        if !self.visitor.by_hand
            && let Some(at) = self.visitor.periods.iter().position(holds)
        {
            self.visitor.chosen = at;
        }
    }

    /// The period chosen in the header, for pages that are about one.
    ///
    /// # Errors
    /// A sentence when the municipality has none yet.
    pub fn needed_period(&self) -> Result<&ChosenPeriod> {
        self.period().ok_or_else(|| {
            Error::conflict(
                "議事対象期間がまだ登録されていません。市の担当者に知らせてください(「設定」→「議事対象期間」で決めます)。",
            )
        })
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn> {
        self.app.db().read(self.municipality()).await
    }

    /// One transaction; see [`crate::db::Db::write`].
    pub async fn write<T, F, Work>(&self, work: F) -> Result<T>
    where
        F: FnMut(Tx) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        let (db, municipality) = (self.app.db(), self.municipality());
        let done = match self.turn.get() {
            None => db.write(municipality, work).await,
            Some(turn) => db.write_in_turn(municipality, turn, work).await,
        };
        judging::counted(db, self.actor(), done).await
    }

    /// What is written from here on waits for its turn: see [`crate::db::Db::write_in_turn`].
    pub fn in_turn(&self, turn: impl Into<String>) -> &Visit {
        self.turn.get_or_init(|| turn.into());
        self
    }

    /// One transaction with leave to do `action`, from what is known of its subject in that transaction.
    ///
    /// # Errors
    /// `NotFound` when there is no such subject or the person may not know of it, `Forbidden` when they only may not do
    /// this, and whatever `work` gives.
    pub async fn act<A, T, F, Work>(&self, action: A, key: &KeyOf<A>, work: F) -> Result<T>
    where
        A: Action + Copy,
        FactsOf<A>: Load,
        F: Fn(Tx, Permit<A>) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        let (actor, work) = (self.actor(), &work);
        self.write(|mut tx| async move {
            let permit = access::leave(&mut tx, actor, action, key).await?;
            work(tx, permit).await
        })
        .await
    }

    /// [`Visit::act`] with what may be taken back for some minutes.
    ///
    /// # Errors
    /// As [`Visit::act`].
    pub async fn act_for_now<A, T, F, Work>(
        &self,
        action: A,
        key: &KeyOf<A>,
        back: impl Into<Back>,
        work: F,
    ) -> Result<(T, Option<Offer>)>
    where
        A: Action + Copy,
        FactsOf<A>: Load + TakesBack,
        F: Fn(Tx, Permit<A>) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        let (actor, work, back) = (self.actor(), &work, &back.into());
        self.write(|mut tx| async move {
            let permit = access::leave(&mut tx, actor, action, key).await?;
            let before = Before::look(&mut tx, A::RULE, permit.facts(), back.clone()).await?;
            let (mut tx, done) = work(tx, permit).await?;
            let offer = before.keep(&mut tx, actor, []).await?;
            Ok((tx, (done, offer)))
        })
        .await
    }

    /// [`Visit::act`] on what is not there yet, or known already.
    ///
    /// # Errors
    /// As [`Visit::act`].
    pub async fn act_on<A, T, F, Work>(&self, _action: A, facts: &FactsOf<A>, work: F) -> Result<T>
    where
        A: Action,
        FactsOf<A>: Clone,
        F: Fn(Tx, Permit<A>) -> Work,
        Work: Future<Output = Result<(Tx, T)>>,
    {
        let (actor, work) = (self.actor(), &work);
        self.write(|mut tx| async move {
            let permit = access::permit(&mut tx, actor, facts)?;
            work(tx, permit).await
        })
        .await
    }

    /// What is known of a subject, for a page that `action` is asked on.
    ///
    /// # Errors
    /// As [`Visit::act`].
    pub async fn see<A>(&self, _action: A, key: &KeyOf<A>, conn: &mut Conn) -> Result<Seen<A>>
    where
        A: Action,
        FactsOf<A>: Load,
    {
        let facts = access::seen::<A>(conn, self.actor(), key).await?;
        self.note(A::RULE.code(), facts.subject(), Vec::new());
        Ok(facts)
    }

    /// [`Visit::see`] where the facts are at hand.
    ///
    /// # Errors
    /// As [`Visit::act`].
    pub fn see_on<A: Action>(&self, _action: A, facts: FactsOf<A>) -> Result<Seen<A>> {
        let seen = access::seen_on::<A>(self.actor(), facts)?;
        self.note(A::RULE.code(), seen.subject(), Vec::new());
        Ok(seen)
    }

    /// Whether the page may be shown at all, where nothing is opened with the leave.
    ///
    /// # Errors
    /// As [`Visit::act`].
    pub fn check<R: Rule>(&self, action: R, facts: &R::Facts) -> Result<()> {
        access::check(action, self.actor(), facts)?;
        self.note(action.code(), facts.subject(), Vec::new());
        Ok(())
    }

    /// Notes that a page showed a record of which its room gave leave to know.
    pub fn saw(&self, subject: Subject) {
        self.note("read", subject, Vec::new());
    }

    /// Notes what the page shows.
    pub fn note(&self, action: &'static str, subject: Subject, ids: Vec<String>) {
        self.visitor.notes.note(View { action, subject, ids });
    }

    /// Notes the records that a list of the page shows.
    pub fn note_list(&self, ids: Vec<String>) {
        self.note("list", Subject::new("list", self.path()), ids);
    }

    /// The path of the page.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// A value of the query string, trimmed; empty when it is not there.
    pub fn query(&self, name: &str) -> &str {
        self.query.get(name).map_or("", |v| v.trim())
    }

    /// The values of one name in the address.
    pub fn queries<'q, T: std::str::FromStr>(&'q self, name: &str) -> impl Iterator<Item = T> + 'q {
        self.query(name).split(',').filter_map(|value| value.trim().parse().ok())
    }

    /// Whether the address names typed words that are gone.
    pub fn words_are_gone(&self) -> bool {
        self.address.contains_key(typed::WORDS) && !self.query.contains_key(typed::WORDS)
    }

    /// Keeps what was typed into a form, and gives the address that it leads to: `to`, narrowed by the token of the words
    /// and by what else the form says.
    ///
    /// # Errors
    /// A sentence when the form leads nowhere.
    pub async fn typed(&self, form: &FormState) -> Result<String> {
        let to = form.value("to");
        if super::inside(to) != to || to.contains('?') {
            return Err(Error::invalid(
                "この検索は受け付けられません。ページを開き直してください。",
            ));
        }
        let words: String = form.value(typed::WORDS).trim().chars().take(100).collect();
        let mut token = None;
        if !words.is_empty() {
            let (actor, words) = (self.actor(), &words);
            let work = |mut tx| async move {
                let token = typed::keep(&mut tx, actor, words).await?;
                Ok((tx, token))
            };
            token = Some(self.write(work).await?);
        }
        let beside = form.pairs().filter(|(name, value)| {
            !["to", "judged", typed::WORDS].contains(name) && !value.is_empty()
        });
        let mut address = form_urlencoded::Serializer::new(String::new());
        address.extend_pairs(beside);
        address.extend_pairs(token.map(|token| (typed::WORDS, token)));
        Ok(format!("{to}?{}", address.finish()))
    }

    /// The query string with one value changed or (when empty) taken out, for links that keep the rest.
    pub fn with(&self, name: &str, value: &str) -> String {
        self.with_all(&[(name, value)])
    }

    /// [`Visit::with`] for several values.
    pub fn with_all(&self, changed: &[(&str, &str)]) -> String {
        let kept = self
            .address
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .filter(|(k, _)| !changed.iter().any(|(name, _)| name == k));
        let mut pairs: Vec<(&str, &str)> =
            kept.chain(changed.iter().copied()).filter(|(_, v)| !v.is_empty()).collect();
        pairs.sort_unstable();
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}?{text}", self.uri.path())
    }

    /// The frame of a page with this title.
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        let path = self.uri.path_and_query().map_or("/", |p| p.as_str());
        // A sentence is shown once, by a page and not by a fragment or a failed form.
        let flash = self.is_page.then(|| framing::flash_of(&self.cookies)).flatten();
        Frame::for_visitor(&self.visitor, title.into(), path, self.today(), flash)
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visit> {
        let visitor = parts.extensions.get::<Visitor>().cloned().ok_or(Error::SignInNeeded)?;
        let address = address(parts.uri.query().unwrap_or(""));
        let mut query = address.clone();
        if let Some(id) = address.get(typed::WORDS).and_then(|value| typed::token(value)) {
            let mut conn = app.db().read(visitor.actor.municipality()).await?;
            match typed::words(&mut conn, &visitor.actor, &id).await? {
                Some(words) => query.insert(typed::WORDS.to_owned(), words),
                None => query.remove(typed::WORDS),
            };
        }
        Ok(Visit {
            app: app.clone(),
            visitor,
            uri: parts.uri.clone(),
            cookies: CookieJar::from_headers(&parts.headers),
            address,
            query,
            is_page: parts.method == Method::GET,
            turn: OnceLock::new(),
        })
    }
}

/// Names and values of an address. Several values of one name are one with commas between them: a list is narrowed to all of them.
fn address(query: &str) -> HashMap<String, String> {
    let mut address: HashMap<String, String> = HashMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let (all, value) = (address.entry(name.into_owned()).or_default(), form::clean(&value));
        if !all.is_empty() && !value.is_empty() {
            all.push(',');
        }
        all.push_str(&value);
    }
    address
}

/// A posted form (`application/x-www-form-urlencoded`), as a [`FormState`] with its values and no errors yet.
pub struct Fields(pub FormState);

/// Under this name a form says which words may stand; see [`crate::access::Actor::judges`].
const JUDGED: &str = "judged";

/// Under these names a script says which writing of which form it is; see [`crate::drafts`].
const SENT_PLACE: &str = "sent-place";
const SENT_WRITING: &str = "sent-writing";

/// Bytes of a posted form: minutes of 50,000 characters, each sent as nine bytes, are the longest there is.
pub const FORM_LIMIT: usize = 512 * 1024;

impl FromRequest<App> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _app: &App) -> Result<Fields> {
        let visitor = request.extensions().get::<Visitor>();
        let actor = visitor.map(|visitor| visitor.actor.clone());
        let sent = visitor.map(|visitor| visitor.sent.clone());
        let body = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.map_err(|e| {
            let too_large = e.source().is_some_and(<dyn std::error::Error>::is::<LengthLimitError>);
            let sentence = if too_large {
                "入力が大きすぎます(全部で5万文字ほどまで)。文章を分けて、もう一度送ってください。"
            } else {
                "入力を最後まで受け取れませんでした。保存していません。もう一度送ってください。"
            };
            Error::cut_off(&e, sentence)
        })?;
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
        let mut said = |name: &str| {
            let at = pairs.iter().position(|(one, _)| one == name)?;
            Some(pairs.remove(at).1)
        };
        if let (Some(place), Some(key)) = (said(SENT_PLACE), said(SENT_WRITING))
            && let Some(sent) = sent
        {
            let _ = sent.set((place, key));
        }
        let form = FormState::from_pairs(pairs);
        if let Some(actor) = actor {
            judges(&actor, &form);
        }
        Ok(Fields(form))
    }
}

/// Notes which words a form says may stand.
pub(super) fn judges(actor: &Actor, form: &FormState) {
    let signs = form.values(JUDGED).iter().flat_map(|signs| signs.split_whitespace());
    actor.judges(signs.map(str::to_owned).collect());
}
