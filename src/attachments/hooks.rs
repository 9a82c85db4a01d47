//! What this room shows on the pages and papers of the records beside which attachments lie.

use super::{
    attachment::{Attachment, MOST},
    rules::{AttachmentAction, AttachmentFacts, Record},
    store,
};
use crate::{
    access::{self, Actor, Load, Subject},
    accounts,
    cases::{self, CaseAction, CaseFacts},
    db::Conn,
    error::Result,
    id::{AttachmentId, CaseId, MeetingId},
    persons::UNREADABLE,
    room::{Matters, Panel},
};

#[derive(askama::Template)]
#[template(path = "attachments/panel.html")]
struct PanelPage {
    lines: Vec<Line>,
    /// The address at which one more is added, for those who may.
    add: Option<String>,
    named: bool,
}

/// One attachment as its reader may know it.
struct Line {
    attachment: Attachment,
    called: String,
    /// Who added it; left out where the record is read without names.
    by: String,
    /// Whether it opens.
    opens: bool,
    /// Who confirmed it, for those who may read by name.
    confirmed_by: String,
    may_confirm: bool,
    may_revoke: bool,
    may_remove: bool,
}

/// 添付, on the pages of cases, meetings, issues and records of ledgers.
pub(super) async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    if !matches!(subject.kind, "case" | "meeting" | "issue" | "entry") {
        return Ok(Vec::new());
    }
    let of = Record::load(conn, subject.kind, &subject.id).await?;
    let all = store::of_record(conn, subject).await?;
    let facts = |one: &Attachment| AttachmentFacts {
        attachment: one.id.clone(),
        of: of.clone(),
        confirmed: one.is_confirmed(),
    };
    let may = |action, one: &Attachment| access::may(action, actor, &facts(one));
    let new = AttachmentFacts { attachment: AttachmentId::new(), of: of.clone(), confirmed: false };
    let may_add = access::may(AttachmentAction::Add, actor, &new);
    let seen: Vec<Attachment> =
        all.into_iter().filter(|one| may(AttachmentAction::See, one)).collect();
    if seen.is_empty() && !may_add {
        return Ok(Vec::new());
    }
    let by_name = match &of {
        Record::Case(case) if access::may(CaseAction::ReadNamed, actor, case) => Some(case),
        _ => None,
    };
    let titles = match by_name {
        Some(case) => store::named_titles(conn, actor, case, &seen).await?,
        None => seen.iter().map(|one| Some(one.title.clone())).collect(),
    };
    let accounts: Vec<&str> = seen
        .iter()
        .flat_map(|one| [Some(one.added_by_id.as_str()), one.confirmed_by_id.as_deref()])
        .flatten()
        .collect();
    let names = accounts::names(conn, &accounts).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let shows_who = by_name.is_some() || !of.is_of_person();
    let room_for_more = (seen.len() as i64) < MOST;
    let lines = seen.iter().zip(titles).map(|(one, title)| Line {
        called: title.as_ref().map_or_else(|| UNREADABLE.to_owned(), |title| one.called(title)),
        by: if shows_who { name(&one.added_by_id) } else { String::new() },
        opens: title.is_some(),
        confirmed_by: match (by_name, &one.confirmed_by_id) {
            (Some(_), Some(id)) => name(id),
            _ => String::new(),
        },
        may_confirm: title.is_some()
            && !one.is_confirmed()
            && one.media_kind.shows_all()
            && may(AttachmentAction::Confirm, one),
        may_revoke: one.is_confirmed() && may(AttachmentAction::Revoke, one),
        may_remove: may(AttachmentAction::Remove, one),
        attachment: one.clone(),
    });
    let page = PanelPage {
        lines: lines.collect(),
        add: (may_add && room_for_more)
            .then(|| format!("/attachments/to/{}/{}", subject.kind, subject.id)),
        named: by_name.is_some(),
    };
    let html = askama::Template::render(&page)?;
    Ok(vec![Panel { order: 60, title: "添付".into(), anchor: "attachments", html, next: None }])
}

/// What lies on the table of a meeting: its own attachments, and of its cases what a person confirmed.
pub(super) async fn matters(
    conn: &mut Conn,
    actor: &Actor,
    meeting: &MeetingId,
) -> Result<Matters> {
    let own = store::of_record(conn, &Subject::new("meeting", meeting)).await?;
    let mut attached: Vec<String> =
        own.iter().map(|one| format!("{}（添付）", one.called(&one.title))).collect();
    let reviews = cases::store::reviews_of_meeting(conn, meeting).await?;
    let ids: Vec<CaseId> = reviews.iter().map(|review| review.case_id.clone()).collect();
    if ids.is_empty() {
        return Ok(Matters { attached, ..Matters::default() });
    }
    let confirmed = store::confirmed_of(conn, &ids).await?;
    for review in &reviews {
        let of = Subject::new("case", &review.case_id);
        let lie = confirmed.iter().filter(|one| one.is_of(&of));
        let lie: Vec<&Attachment> = lie.collect();
        if lie.is_empty() {
            continue;
        }
        let facts = CaseFacts::load(conn, &review.case_id).await?;
        // On paper nothing stands that the case's own twin does not stand behind.
        if !facts.confirmed || !access::may(CaseAction::Read, actor, &facts) {
            continue;
        }
        let title = |one: &&Attachment| {
            format!("事例{} の添付「{}」（匿名）", review.number, one.called(&one.title))
        };
        attached.extend(lie.iter().map(title));
    }
    Ok(Matters { attached, ..Matters::default() })
}
