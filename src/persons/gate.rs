//! The gate: words on their way out of a centre are looked through for who somebody is, and a person decides.
//!
//! Whatever others than a centre may read passes here, whichever way it comes in; stores take it as [`Cleared`], which but for
//! words that have left before nothing else makes. It knows a whole register, so it tells it to nobody: who may not read that register sees one wording
//! for every find, and how often they see it is counted and limited.

use std::{ops::Deref, sync::Arc};

use super::{
    NewPerson, PersonAction, PersonFacts,
    register::{Register, known, register},
};
use crate::{
    access::{self, Action, Actor, Facts, Permit, Role, Rule},
    accounts,
    db::{Conn, Tx},
    deidentify::{self, Find, FindKind, Finder, Known, Who, judging},
    error::{Error, Found, Refusals, Result},
    fields::Declared,
    id::{CenterId, UnitId},
    places,
};

/// Words that may leave.
pub struct Cleared<'w, W: ?Sized>(&'w W);

impl<W: ?Sized> Clone for Cleared<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W: ?Sized> Copy for Cleared<'_, W> {}

impl<'w, W: ?Sized> Cleared<'w, W> {
    /// Words of a record that others read already.
    pub fn left_before(words: &'w W) -> Cleared<'w, W> {
        Cleared(words)
    }
}

impl<W: ?Sized> Deref for Cleared<'_, W> {
    type Target = W;

    fn deref(&self) -> &W {
        self.0
    }
}

/// A text among those that leave together.
pub struct Text {
    /// Where a page shows what is wrong with it.
    pub field: String,
    /// What it is called, where the page shows it at no field.
    pub label: String,
    pub text: String,
    /// Whether it says who does some work, so that the names of those who do stand there rightly.
    pub names_workers: bool,
}

impl Text {
    /// A text at a field.
    pub fn at(field: impl Into<String>, text: impl Into<String>) -> Text {
        let (field, text) = (field.into(), text.into());
        Text { field, label: String::new(), text, names_workers: false }
    }

    /// The beginning of a sentence about it: what is it called, and how it goes on.
    fn place(&self, on: &str) -> String {
        if self.label.is_empty() { String::new() } else { format!("{}{on}", self.label) }
    }

    /// That is called so.
    pub fn called(self, label: impl Into<String>) -> Text {
        Text { label: label.into(), ..self }
    }

    /// A text that says who does some work.
    pub fn worker(field: impl Into<String>, text: impl Into<String>) -> Text {
        Text { names_workers: true, ..Text::at(field, text) }
    }
}

/// Something in words.
pub trait Says {
    /// All its texts.
    fn says(&self) -> Vec<Text>;
}

impl<R: Declared> Says for R {
    fn says(&self) -> Vec<Text> {
        let texts = R::fields().iter().filter(|f| f.spec.is_words());
        texts
            .map(|f| Text { names_workers: f.spec.names_workers, ..Text::at(f.key, f.text(self)) })
            .collect()
    }
}

/// One text at the field of that name.
impl Says for (&str, &str) {
    fn says(&self) -> Vec<Text> {
        vec![Text::at(self.0, self.1)]
    }
}

impl<S: Says> Says for [S] {
    fn says(&self) -> Vec<Text> {
        self.iter().flat_map(S::says).collect()
    }
}

/// Facts about a record whose words leave.
pub trait Leaves: Facts {
    /// The places whose people it may be about: of each, the registers of the centres that work for it are asked.
    fn units(&self) -> Vec<UnitId>;

    /// Who brought what it is about, as it was written.
    fn presenter(&self) -> &str {
        ""
    }

    /// Whom it is about.
    fn person(&self) -> Option<PersonFacts> {
        None
    }

    /// Whether this writer may know who that is.
    fn knows_person(&self, actor: &Actor) -> bool {
        self.person().is_some_and(|facts| access::may(PersonAction::Read, actor, &facts))
    }
}

/// Looks through the words of a permitted record.
///
/// # Errors
/// Refused, with what was found, while somebody may be told by it and the writer has not judged it.
pub async fn clear<'w, A, W>(
    tx: &mut Tx,
    permit: &Permit<A>,
    words: &'w W,
) -> Result<Cleared<'w, W>>
where
    A: Action<Rule: Rule<Facts: Leaves>>,
    W: Says + ?Sized,
{
    clear_beside(tx, permit, words, Refusals::default()).await
}

/// [`clear`] where something else is refused too, so that all of it is said at once.
///
/// # Errors
/// As [`clear`], and with what was refused already.
pub async fn clear_beside<'w, A, W>(
    tx: &mut Tx,
    permit: &Permit<A>,
    words: &'w W,
    mut refusals: Refusals,
) -> Result<Cleared<'w, W>>
where
    A: Action<Rule: Rule<Facts: Leaves>>,
    W: Says + ?Sized,
{
    let mut said = words.says();
    said.retain(|said| !said.text.is_empty());
    let mut judged = Vec::new();
    if !said.is_empty() {
        judged = look(tx, permit, &said, &mut refusals).await?;
    }
    refusals.or_refuse()?;
    if !judged.is_empty() {
        judging::judged(tx, permit, &judged).await?;
    }
    Ok(Cleared(words))
}

async fn look<A: Action<Rule: Rule<Facts: Leaves>>>(
    tx: &mut Tx,
    permit: &Permit<A>,
    said: &[Text],
    refusals: &mut Refusals,
) -> Result<Vec<(String, FindKind)>> {
    let actor = permit.actor();
    let centers = centers_of(tx, permit.units()).await?;
    let gate = Gate::open(tx, actor, centers).await?.beside(permit.presenter())?;
    let subject = gate.subject(permit.person().as_ref())?;
    let knows_subject = gate.reads || permit.knows_person(actor);
    let mut judged = Vec::new();
    for text in said {
        for Seen { find, words, around } in finds(gate.finders(text), subject.as_ref(), text) {
            let told = gate.reads || (knows_subject && find.who == Some(Who::Subject));
            if told && find.is_certain(&words) {
                refusals.at(&text.field, text.place("に、") + &certain(&find));
                continue;
            }
            let folded = nihon::fold_key(&words);
            let sign = tx.keys().blind_index("gate", &actor.key(), &folded)[..16].to_owned();
            if actor.has_judged(&sign) {
                judged.push((text.field.clone(), find.kind));
                continue;
            }
            let asked = !told && find.who.is_some();
            let found = Found { field: text.field.clone(), around, sign };
            let sentence = text.place("の") + &sentence(&find, &words, told) + JUDGE;
            refusals.find(sentence, found, asked);
        }
    }
    if refusals.asked() && judging::asked_too_often(tx, actor).await? {
        return Err(Error::refused(
            "",
            "氏名などの確認が、この1時間に何度も続いています。書いた内容は保存されていません。1時間ほどおいて、もう一度保存してください。",
        ));
    }
    Ok(judged)
}

/// What one writer's words are looked through for.
pub struct Gate {
    /// Whether the writer may read all registers that are asked.
    reads: bool,
    /// People of each centre.
    registers: Vec<Arc<Register>>,
    /// Those who work there, and those who bring cases.
    workers: Vec<Finder>,
}

/// The centres that work for these places in the structure in force. A place of which the structure says none may be about
/// anybody's people, so all are asked.
async fn centers_of(conn: &mut Conn, units: Vec<UnitId>) -> Result<Vec<CenterId>> {
    let mut centers: Vec<CenterId> = units.iter().filter_map(UnitId::as_center).collect();
    if centers.len() < units.len() {
        let structure = places::in_force_today(conn).await?.structure;
        for unit in units.iter().filter(|unit| unit.as_center().is_none()) {
            let some = match structure.centers_in(unit) {
                none if none.is_empty() => structure.centers_in(&UnitId::municipality()),
                some => some,
            };
            centers.extend(some.into_iter().map(|center| center.key.clone()));
        }
    }
    Ok(centers)
}

/// Words that were found in a text.
struct Seen {
    find: Find,
    words: String,
    /// With some words before and after.
    around: [String; 3],
}

impl Gate {
    /// For words about these centres' people; a centre's staff write about their own anyway.
    pub async fn open(conn: &mut Conn, actor: &Actor, mut centers: Vec<CenterId>) -> Result<Gate> {
        if actor.is(Role::CenterStaff) {
            centers.extend(actor.center().cloned());
        }
        centers.sort();
        centers.dedup();
        let reads = actor.is_system() || centers.iter().all(|center| actor.works_at(center));
        let mut registers = Vec::new();
        for center in &centers {
            registers.push(register(conn, center).await?);
        }
        let workers = accounts::names_at(conn, &centers).await?;
        let workers: Vec<Known> = workers
            .into_iter()
            .map(|(name, role)| match role {
                Role::CarePresenter => Known::named(Who::Presenter, name),
                _ => Known::named(Who::Staff, name),
            })
            .collect();
        Ok(Gate { reads, registers, workers: vec![Finder::new(&workers)?] })
    }

    /// The same, looking for who brought the case too.
    fn beside(mut self, presenter: &str) -> Result<Gate> {
        let names = deidentify::names_in(presenter);
        if !names.is_empty() {
            let known: Vec<Known> =
                names.into_iter().map(|name| Known::named(Who::Presenter, name)).collect();
            self.workers.push(Finder::new(&known)?);
        }
        Ok(self)
    }

    /// All who are looked for in a text.
    fn finders<'g>(&'g self, text: &Text) -> Vec<&'g Finder> {
        let workers = self.workers.iter().filter(|_| !text.names_workers);
        self.registers.iter().flat_map(|register| register.finders()).chain(workers).collect()
    }

    /// For a file's words about a centre's people: of a register that its sender may not read nothing is said, so that one is not
    /// opened.
    pub async fn of_file(
        conn: &mut Conn,
        actor: &Actor,
        center: Option<&CenterId>,
    ) -> Result<Gate> {
        if center.is_some_and(|center| !actor.is_system() && !actor.works_at(center)) {
            return Ok(Gate { reads: false, registers: Vec::new(), workers: Vec::new() });
        }
        Gate::open(conn, actor, center.cloned().into_iter().collect()).await
    }

    fn subject(&self, about: Option<&PersonFacts>) -> Result<Option<Finder>> {
        let known = about.and_then(|facts| {
            self.registers.iter().find_map(|register| register.person(&facts.person))
        });
        known.map(|known| Finder::new([&Known { who: Who::Subject, ..known.clone() }])).transpose()
    }

    /// What a file's words about somebody tell, in sentences; nobody is asked, since they leave only once a person has
    /// looked at them.
    ///
    /// # Errors
    /// Internal.
    pub fn told_by(&self, about: Option<&NewPerson>, texts: &[Text]) -> Result<Vec<String>> {
        let subject =
            about.map(|person| Finder::new([&known(Who::Subject, person)])).transpose()?;
        let mut told = Vec::new();
        for text in texts.iter().filter(|text| !text.text.is_empty()) {
            for Seen { find, words, .. } in finds(self.unasked(text), subject.as_ref(), text) {
                let knows = self.reads || find.who == Some(Who::Subject);
                told.push(text.place("の") + &sentence(&find, &words, knows));
            }
        }
        Ok(told)
    }

    /// A text about somebody as it may begin to leave: what was found in it replaced by what to write instead.
    ///
    /// # Errors
    /// Internal.
    pub fn rewritten(&self, about: &PersonFacts, text: &str) -> Result<String> {
        let unknown = || Error::internal("whom a text is about stands in no register");
        let subject = self.subject(Some(about))?.ok_or_else(unknown)?;
        let others = self.unasked(&Text::at("", text));
        let finders: Vec<&Finder> = std::iter::once(&subject).chain(others).collect();
        let finds = deidentify::finds(text, &finders);
        Ok(deidentify::rewritten(text, &finds))
    }

    /// Who is looked for where nobody is asked and no answer is counted: of a register only who may read it learns so.
    fn unasked(&self, text: &Text) -> Vec<&Finder> {
        if self.reads { self.finders(text) } else { Vec::new() }
    }
}

fn finds<'f>(finders: Vec<&'f Finder>, subject: Option<&'f Finder>, text: &Text) -> Vec<Seen> {
    // Who is born on a day is whom the text is about, before anybody else who is.
    let finders: Vec<&Finder> = subject.into_iter().chain(finders).collect();
    let chars: Vec<char> = text.text.chars().collect();
    let mut finds = deidentify::finds(&text.text, &finders);
    // Who does some work is called by name, rightly.
    finds.retain(|find| !text.names_workers || find.kind != FindKind::Name || find.who.is_some());
    finds
        .into_iter()
        .map(|find| Seen {
            words: chars[find.span.clone()].iter().collect(),
            around: around(&chars, &find),
            find,
        })
        .collect()
}

fn certain(find: &Find) -> String {
    format!("本人の{}が含まれています。匿名の言葉に書き換えてください。", find.kind.label())
}

/// The end of a sentence about words that the writer may let stand.
pub const JUDGE: &str = "書き換えるか、下で確かめてください。";

/// What is said of a find. Who may not read the register reads the same of every name, whoever found it.
fn sentence(find: &Find, words: &str, told: bool) -> String {
    let what = match (find.kind, find.who) {
        (FindKind::Name, Some(Who::Subject)) if told => "本人の氏名かもしれません",
        (FindKind::Name, Some(Who::Registered)) if told => "センターの名簿にある氏名です",
        (FindKind::Name, Some(Who::Staff)) if told => "職員の氏名です",
        (FindKind::Name, Some(Who::Presenter)) if told => "事例提供者の氏名です",
        (FindKind::Name, _) => "氏名と思われる語です",
        (FindKind::Phone, _) => "電話番号と思われます",
        (FindKind::Birth, _) => "生年月日と思われます",
        (FindKind::Age, _) => "年齢です",
        (FindKind::Number, _) => "被保険者番号などと思われます",
        (FindKind::Address, _) => "住所・番地と思われます",
        (FindKind::Mail, _) => "メールアドレスです",
    };
    let instead = match find.kind {
        // What to write for whom would tell who it is.
        FindKind::Name if !told => deidentify::SOMEBODY.into(),
        _ => find.instead(words),
    };
    format!("「{words}」は、{what}(「{instead}」などと書きます)。")
}

/// Characters that are shown on each side of a find.
const AROUND: usize = 12;

fn around(chars: &[char], find: &Find) -> [String; 3] {
    let before = find.span.start.saturating_sub(AROUND)..find.span.start;
    let after = find.span.end..(find.span.end + AROUND).min(chars.len());
    [before, find.span.clone(), after].map(|part| chars[part].iter().collect())
}
