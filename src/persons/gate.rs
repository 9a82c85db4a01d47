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
    fields::{AnswerKind, Declared},
    id::CenterId,
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

    /// The beginning of a sentence about it.
    fn place(&self) -> String {
        if self.label.is_empty() { String::new() } else { format!("{}に、", self.label) }
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
        let texts = R::fields()
            .iter()
            .filter(|f| matches!(f.spec.kind, AnswerKind::Text | AnswerKind::Textarea));
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
    /// The centres whose people it may be about.
    fn centers(&self) -> Vec<CenterId>;

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
    let gate = Gate::open(tx, actor, permit.centers()).await?;
    let subject = gate.subject(permit.person().as_ref())?;
    let knows_subject = gate.reads || permit.knows_person(actor);
    let mut judged = Vec::new();
    for text in said {
        for Seen { find, words, around } in finds(&gate.known, subject.as_ref(), text) {
            let told = gate.reads || (knows_subject && find.who == Some(Who::Subject));
            if told && find.is_certain(&words) {
                refusals.at(&text.field, text.place() + &certain(&find));
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
            let sentence = text.place() + &sentence(&find, &words, told) + JUDGE;
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
    /// People of each centre, and those who work there.
    known: Vec<(Arc<Register>, Finder)>,
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
        let mut known = Vec::new();
        for center in &centers {
            let staff = accounts::names_at(conn, center).await?;
            let staff: Vec<Known> = staff.into_iter().map(Known::staff).collect();
            known.push((register(conn, center).await?, Finder::new(&staff)?));
        }
        Ok(Gate { reads, known })
    }

    /// For a file's words about a centre's people: of a register that its sender may not read nothing is said, so that one is not
    /// opened.
    pub async fn of_file(
        conn: &mut Conn,
        actor: &Actor,
        center: Option<&CenterId>,
    ) -> Result<Gate> {
        if center.is_some_and(|center| !actor.is_system() && !actor.works_at(center)) {
            return Ok(Gate { reads: false, known: Vec::new() });
        }
        Gate::open(conn, actor, center.cloned().into_iter().collect()).await
    }

    fn subject(&self, about: Option<&PersonFacts>) -> Result<Option<Finder>> {
        let known = about.and_then(|facts| {
            self.known.iter().find_map(|(register, _)| register.person(&facts.person))
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
        // A file may ask thousands of times: of a register only who may read it learns so.
        let own = if self.reads { self.known.as_slice() } else { &[] };
        let mut told = Vec::new();
        for text in texts.iter().filter(|text| !text.text.is_empty()) {
            for Seen { find, words, .. } in finds(own, subject.as_ref(), text) {
                let knows = self.reads || find.who == Some(Who::Subject);
                told.push(text.place() + &sentence(&find, &words, knows));
            }
        }
        Ok(told)
    }
}

fn finds(known: &[(Arc<Register>, Finder)], subject: Option<&Finder>, text: &Text) -> Vec<Seen> {
    let mut finders: Vec<&Finder> = subject.into_iter().collect();
    for (register, staff) in known {
        finders.extend(register.finders());
        finders.extend((!text.names_workers).then_some(staff));
    }
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
const JUDGE: &str = "書き換えるか、下で確かめてください。";

/// What is said of a find. Who may not read the register reads the same of every name, whoever found it.
fn sentence(find: &Find, words: &str, told: bool) -> String {
    let what = match (find.kind, find.who) {
        (FindKind::Name, Some(Who::Subject)) if told => "本人の氏名かもしれません",
        (FindKind::Name, Some(Who::Registered)) if told => "センターの名簿にある氏名です",
        (FindKind::Name, Some(Who::Staff)) if told => "職員の氏名です",
        (FindKind::Name, _) => "氏名と思われる語です",
        (FindKind::Phone, _) => "電話番号と思われます",
        (FindKind::Birth, _) => "生年月日と思われます",
        (FindKind::Number, _) => "被保険者番号などと思われます",
        (FindKind::Address, _) => "住所・番地と思われます",
        (FindKind::Mail, _) => "メールアドレスです",
    };
    format!("「{words}」は、{what}(「{}」などと書きます)。", find.instead())
}

/// Characters that are shown on each side of a find.
const AROUND: usize = 12;

fn around(chars: &[char], find: &Find) -> [String; 3] {
    let before = find.span.start.saturating_sub(AROUND)..find.span.start;
    let after = find.span.end..(find.span.end + AROUND).min(chars.len());
    [before, find.span.clone(), after].map(|part| chars[part].iter().collect())
}
