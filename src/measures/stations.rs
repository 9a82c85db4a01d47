//! Measures as other pages name them, and as stations of a thread: behind the issues they answer, with the feedback that runs back.

use super::{Feedback, Measure, MeasureStatus, RecipientKind, store, words};
use crate::{
    access::{Actor, Subject},
    db::Conn,
    error::Result,
    id::{DecisionId, IssueId, MeasureId},
    issues::{self, Decision, IssueStatus},
    room::{Known, Name, Reach, Stop, Strand, Wait, Way, Wish},
    structure::Structure,
    web::diagram::{Station, StationKind},
};

/// What the actor may know of these measures.
pub async fn subjects(conn: &mut Conn, actor: &Actor, asked: &[Subject]) -> Result<Vec<Known>> {
    let ids: Vec<MeasureId> = asked.iter().filter_map(|subject| subject.id_of("measure")).collect();
    let rows = store::find_all(conn, &ids).await?;
    Ok(super::hooks::visible(conn, actor, rows).await?.iter().map(known).collect())
}

/// Measures that the actor may point at.
pub async fn offers(conn: &mut Conn, actor: &Actor, wish: &Wish<'_>) -> Result<Vec<Known>> {
    let issues = store::issues_within(conn, actor).await?;
    let filter = store::Filter { issues, words: wish.words.to_owned(), ..Default::default() };
    let newest = store::BY_DECIDED_ON.down().first(wish.most);
    let found = store::list(conn, &filter, &newest).await?;
    Ok(found.rows.iter().map(known).collect())
}

fn known(measure: &Measure) -> Known {
    Known {
        subject: Subject::new("measure", &measure.id),
        name: Name::Title(measure.title.clone()),
        href: format!("/measures/{}", measure.id),
        unit: None,
    }
}

/// A measure leads back to the issues it answers, and is drawn where they stand: seen from it, alone.
pub async fn stations(conn: &mut Conn, structure: &Structure, reach: &Reach<'_>) -> Result<Strand> {
    let mut strand = Strand::default();
    let back = reach.waiting("measure").filter(|(_, way)| way.leads_back());
    let back: Vec<MeasureId> = back.map(|(id, _)| id).collect();
    for issue in store::issues_of_all(conn, &back).await?.into_values().flatten() {
        strand.stops.push(Stop::at(Subject::new("issue", issue), Way::Back));
    }
    let issue_ids: Vec<IssueId> = reach.standing("issue").map(|(id, _)| id).collect();
    let mut measures = store::of_issues(conn, &issue_ids).await?;
    if let Some(only) = reach.start.id_of("measure") {
        measures.retain(|measure| measure.id == only);
    }
    let ids: Vec<MeasureId> = measures.iter().map(|measure| measure.id.clone()).collect();
    let answers = store::issues_of_all(conn, &ids).await?;
    let mut feedbacks = store::feedbacks_of_measures(conn, &ids).await?;
    let words = match reach.start.kind {
        "measure" => Vec::new(),
        _ => issues::answers_in_words(conn, &issue_ids).await?,
    };
    let decisions: Vec<DecisionId> = words.iter().map(|answer| answer.id.clone()).collect();
    feedbacks.extend(store::feedbacks_of_words(conn, &decisions).await?);
    if let Some(only) = reach.start.id_of("case") {
        let own = |feedback: &Feedback| feedback.case_id.as_ref() == Some(&only);
        // The answer to a case that the centre's own staff brought is told through the centre.
        let told = feedbacks.iter().any(own);
        feedbacks.retain(|f| if told { own(f) } else { f.recipient == RecipientKind::Unit });
    }
    for measure in &measures {
        let known = known(measure);
        let subject = known.subject.clone();
        let station = known.station(StationKind::Measure).detail(measure.status.label());
        let way = if *reach.start == subject { Way::Start } else { Way::Forward };
        strand.stops.push(Stop::of(known, way, measure.decided_on, station));
        for answered in answers.get(&measure.id).into_iter().flatten() {
            strand.tie(&Subject::new("issue", answered), &subject);
        }
        let told = feedbacks.iter().filter(|f| f.measure_id.as_ref() == Some(&measure.id));
        draw_feedback(&mut strand, &subject, measure.id.as_str(), &told.collect::<Vec<_>>(), reach);
    }
    for answer in &words {
        let told = feedbacks.iter().filter(|f| f.decision_id.as_ref() == Some(&answer.id));
        let from = Subject::new("issue", &answer.issue_id);
        draw_feedback(&mut strand, &from, answer.id.as_str(), &told.collect::<Vec<_>>(), reach);
    }
    strand.waits = waits(conn, structure, &measures, &feedbacks).await?;
    if strand.waits.is_none() {
        strand.waits = untold(conn, structure, &words, &feedbacks).await?;
    }
    Ok(strand)
}

/// What was told of an answer: one station behind it, from which the thread runs back to the cases and the units' issues.
fn draw_feedback(
    strand: &mut Strand,
    answer: &Subject,
    key: &str,
    told: &[&Feedback],
    reach: &Reach<'_>,
) {
    let Some(earliest) = told.iter().min_by_key(|f| f.sent_on) else {
        return;
    };
    let first = earliest.sent_on;
    let told: Vec<&Feedback> = told.iter().copied().filter(|f| f.stands()).collect();
    let waiting = told.iter().filter(|f| f.waits()).count();
    let mut station = Station::new(StationKind::Feedback, format!("{}件に伝達", told.len()))
        .detail(if waiting == 0 {
            "すべて確認済".to_owned()
        } else {
            format!("未確認 {waiting}件")
        })
        .href(format!("{}#feedback", earliest.href()));
    station.waiting = waiting > 0;
    let here = Subject::new("feedback", key);
    strand.stops.push(Stop::at(here.clone(), Way::Forward).drawn(Some(first), station));
    strand.tie(answer, &here);
    for stop in reach.stops.iter().filter(|stop| stop.station.is_some()) {
        let arrived = told.iter().rfind(|feedback| match &feedback.case_id {
            Some(case) => stop.subject.id_of("case").as_ref() == Some(case),
            None => stop.known.as_ref().is_some_and(|known| {
                known.subject.kind == "issue" && known.unit.as_ref() == Some(&feedback.unit_id)
            }),
        });
        if let Some(feedback) = arrived {
            let days = feedback.acknowledged_on.map(|day| day.since(first).max(0));
            strand.tie_back(&here, &stop.subject, days);
        }
    }
}

/// What is waited for: that everybody told has heard; else, of the first measure that waits, that it is told, looked at
/// again, or carried out.
async fn waits(
    conn: &mut Conn,
    structure: &Structure,
    measures: &[Measure],
    feedbacks: &[Feedback],
) -> Result<Option<Wait>> {
    let city = &structure.municipality.name;
    let today = conn.now().day();
    let waiting: Vec<&Feedback> = feedbacks.iter().filter(|f| f.waits()).collect();
    if let Some(first) = waiting.iter().min_by_key(|f| f.sent_on) {
        let words = format!(
            "伝えた相手の確認を待っています({}件・{})",
            waiting.len(),
            first.sent_on.waiting(today)
        );
        let key = first.measure_id.as_ref().map(ToString::to_string);
        let key = key.or_else(|| first.decision_id.as_ref().map(ToString::to_string));
        let at = Subject::new("feedback", key.unwrap_or_default());
        return Ok(Some(Wait { at, kind: StationKind::Feedback, words }));
    }
    let ids: Vec<MeasureId> = measures.iter().map(|measure| measure.id.clone()).collect();
    let follow_ups = store::follow_ups_of(conn, &ids).await?;
    for measure in measures {
        let at = Subject::new("measure", &measure.id);
        let found = |words| Ok(Some(Wait { at, kind: StationKind::Measure, words }));
        if !feedbacks.iter().any(|f| f.measure_id.as_ref() == Some(&measure.id)) {
            let since = measure.decided_on.waiting(today);
            let places = structure.issue_places_word();
            let words = format!("{places}と事例提供者への展開を待っています({since})・担当 {city}");
            return found(words);
        }
        let mut own = follow_ups.iter().filter(|f| f.measure_id == measure.id);
        if let Some(next) = own.find(|f| f.done_on.is_none()) {
            let late = today.since(next.due);
            let when = if late > 0 {
                format!("予定日を{late}日過ぎています")
            } else {
                format!("{}の予定", next.due)
            };
            return found(format!("施策の効果の確認を待っています({when})・担当 {city}"));
        }
        if matches!(measure.status, MeasureStatus::Planned | MeasureStatus::Running) {
            let department = words::department(structure, &measure.department);
            let who = if department.is_empty() { city.as_str() } else { department };
            return found(format!("施策の実施({})・担当 {who}", measure.status.label()));
        }
    }
    Ok(None)
}

/// That an answer in words, which still stands, is told.
async fn untold(
    conn: &mut Conn,
    structure: &Structure,
    words: &[Decision],
    feedbacks: &[Feedback],
) -> Result<Option<Wait>> {
    let ids: Vec<IssueId> = words.iter().map(|answer| answer.issue_id.clone()).collect();
    let issues = issues::find_all(conn, &ids).await?;
    for answer in words {
        let told = feedbacks.iter().any(|f| f.decision_id.as_ref() == Some(&answer.id));
        let issue = issues.iter().find(|issue| issue.id == answer.issue_id);
        if told || issue.is_none_or(|issue| issue.status != IssueStatus::Answered) {
            continue;
        }
        let words = format!(
            "{}と事例提供者への回答の展開を待っています({})・担当 {}",
            structure.issue_places_word(),
            answer.decided_on.waiting(conn.now().day()),
            structure.municipality.name
        );
        let at = Subject::new("issue", &answer.issue_id);
        return Ok(Some(Wait { at, kind: StationKind::Measure, words }));
    }
    Ok(None)
}
