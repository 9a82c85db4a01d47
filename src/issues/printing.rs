//! What a meeting decided on issues, as its minutes print it.

use super::{decided_word, hooks::readable, store, words};
use crate::{
    access::{Actor, Subject},
    db::Conn,
    error::Result,
    id::MeetingId,
    room::{Matter, Matters},
    structure::Structure,
};

/// The issues on which a meeting decided, as far as the actor may know of them.
pub(super) async fn matters(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    meeting: &MeetingId,
) -> Result<Matters> {
    let decisions = store::decisions_at(conn, meeting).await?;
    let mut ids = Vec::new();
    for decision in &decisions {
        if !ids.contains(&decision.issue_id) {
            ids.push(decision.issue_id.clone());
        }
    }
    let known = readable(conn, actor, &ids).await?;
    let mut of_meeting = Matters { kept_back: ids.len() - known.len(), ..Matters::default() };
    for id in &ids {
        let Some(issue) = known.iter().find(|issue| issue.id == *id) else { continue };
        let mut matter = Matter {
            subject: Subject::new("issue", id),
            name: words::name(structure, issue),
            label: String::new(),
            title: issue.title.clone(),
            outcome: String::new(),
            said: Vec::new(),
            before: 0,
            decisions: Vec::new(),
            sheet: None,
            unconfirmed: false,
        };
        matter.say("話し合ったこと", &issue.description, false);
        for decision in decisions.iter().filter(|decision| decision.issue_id == *id) {
            let word = decided_word(structure, &issue.level_id, decision.step);
            matter.say(format!("決定：{word}"), &decision.reason, true);
            matter.outcome = word;
            if let Some(day) = decision.review_on {
                matter.say("次に確認する日", &day.long(), true);
            }
        }
        of_meeting.all.push(matter);
    }
    Ok(of_meeting)
}
