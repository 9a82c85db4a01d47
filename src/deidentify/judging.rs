//! What is kept of judgements: who let words stand, and how often somebody learnt that a register knows a word.

use crate::{
    access::{self, Action, Actor, Facts, MatrixRow, Permit, Rule, Subject, Verdict},
    actions,
    clock::Instant,
    db::{Conn, Db, Tx},
    deidentify::FindKind,
    error::{Error, Result},
    events,
};

actions! {
    /// What is done with words that may tell who somebody is.
    pub enum WordsAction {
        JudgeWords "judge_words" "氏名と思われる語を確かめて出す",
        AskNames "ask_names" "氏名と思われる語の知らせを受ける",
    }
}

/// In which record the words stand, or who was told.
#[derive(Clone, Debug)]
pub struct WordsFacts {
    pub subject: Subject,
}

impl Facts for WordsFacts {
    fn subject(&self) -> Subject {
        self.subject.clone()
    }
}

impl Rule for WordsAction {
    type Facts = WordsFacts;
    fn verdict(self, _: &Actor, _: &WordsFacts) -> Verdict {
        // 書くことのできる人は、その記録に書いた語を自分で確かめる。誰が確かめたかは履歴に残る。
        Verdict::Yes
    }
}

/// Records that the permitted person let words stand: at which fields and what they were taken for, never the words.
pub async fn judged<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    finds: &[(String, FindKind)],
) -> Result<()> {
    let facts = WordsFacts { subject: permit.subject().clone() };
    let leave = access::permit::<JudgeWords>(tx, permit.actor(), &facts)?;
    events::record(tx, &leave, &serde_json::json!({ "let_stand": finds })).await
}

/// How often somebody may learn within an hour that a register they may not read knows a word.
const MOST: usize = 20;

/// Whether somebody learnt too often of a register that they may not read.
pub async fn asked_too_often(conn: &mut Conn, actor: &Actor) -> Result<bool> {
    let since = conn.now().plus(-60 * 60_000);
    Ok(asked(conn, actor, since).await? >= MOST)
}

async fn asked(conn: &mut Conn, actor: &Actor, since: Instant) -> Result<usize> {
    let all = events::of_some(conn, "account", &[&actor.key()], since).await?;
    Ok(all.iter().filter(|event| event.action == WordsAction::AskNames.code()).count())
}

/// What came of a transaction; where its refusal tells of a register that the actor may not read, that is counted.
pub async fn counted<T>(db: &Db, actor: &Actor, done: Result<T>) -> Result<T> {
    if let Err(Error::Refused(refusals)) = &done
        && refusals.asked()
    {
        count(db, actor).await?;
    }
    done
}

/// In a transaction of its own, since theirs was refused.
async fn count(db: &Db, actor: &Actor) -> Result<()> {
    let facts = &WordsFacts { subject: Subject::new("account", actor.key()) };
    db.write(actor.municipality(), |mut tx| async move {
        let leave = access::permit::<AskNames>(&mut tx, actor, facts)?;
        events::record(&mut tx, &leave, &serde_json::json!({})).await?;
        Ok((tx, ()))
    })
    .await
}

/// Role × action.
pub fn matrix() -> Vec<MatrixRow> {
    access::situation::<WordsAction>("書いた語", |_| WordsFacts {
        subject: Subject::new("case", "here"),
    })
}
