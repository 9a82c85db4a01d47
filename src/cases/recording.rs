//! 会議の記録: one page a case, written with the keyboard while or after it is discussed.

use axum::{extract::Path, response::Response};

use super::{
    Case, DecisionInput, FollowUp, RecordInput, Review, ReviewStatus,
    act::Record,
    commands,
    sheet_form::{sheet_form, take_question},
    show::follow_up_days,
    store::{self, Doing},
};
use crate::{
    clock::Day,
    db::Conn,
    error::{Error, Result, unless_overtaken},
    forms::{self, ShownSection},
    id::{CaseId, ReviewId},
    meetings::{self, Meeting},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

/// Empty lines for decisions beyond those there are.
const SPARE: usize = 3;
/// Decisions and advice of one case, at most.
const MOST_LINES: usize = 30;

#[derive(askama::Template)]
#[template(path = "cases/recording.html")]
struct RecordPage {
    frame: Frame,
    form: FormState,
    case: Case,
    review: Review,
    meeting: Meeting,
    meeting_words: String,
    /// What is asked of the meeting: label and lines.
    question: Option<(String, Vec<String>)>,
    /// The rest of the de-identified sheet.
    sheet: Vec<ShownSection>,
    lines: Vec<Line>,
    advice: Vec<(usize, String, String)>,
    professions: Vec<Choice>,
    months: Vec<Choice>,
    /// Days to look again that were set earlier and are not one of the usual months.
    days: Vec<Choice>,
    /// The meeting's other cases: number, review, whether done.
    others: Vec<Review>,
    /// What somebody else saved meanwhile.
    theirs: Option<Vec<(&'static str, String)>>,
}

/// Names of the fields of one decision.
struct Line {
    number: usize,
    what: String,
    who: String,
    due: String,
}

/// `GET /reviews/{id}`
pub async fn ask(visit: Visit, Path(id): Path<ReviewId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let review = store::review(&mut conn, &id).await?;
    let _facts = visit.see(super::act::Record, &review.case_id, &mut conn).await?;
    if !matches!(review.status, ReviewStatus::Planned | ReviewStatus::Discussed) {
        return Err(Error::conflict("この会議では検討しないことになった事例です。"));
    }
    let form = filled(&mut conn, &visit, &review).await?;
    web::page(&page(&visit, &mut conn, review, form).await?)
}

/// `POST /reviews/{id}`: keeps the record; with `then=finish` the case is discussed, and with `then=lines` the page comes
/// again with more lines and nothing is kept.
pub async fn save(
    visit: Visit,
    Path(id): Path<ReviewId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let review = store::review(&mut conn, &id).await?;
    let leave = visit.see(Record, &review.case_id, &mut conn).await?;
    let meeting = meetings::find(&mut conn, &review.meeting_id).await?;
    let open = store::follow_ups_of(&mut conn, &review.case_id).await?;
    if form.value("then") == "lines" {
        let rows = lines_of(&form) + SPARE;
        form.set("rows", rows);
        return web::page(&page(&visit, &mut conn, review, form).await?);
    }
    let finish = form.value("then") == "finish";
    let held_on = meeting.on_or_about();
    let version = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or(0);
    let days = days_set(&visit, &review, held_on, &open);
    let input = &read(&visit, &mut form, held_on, &days);
    if finish && review.status == ReviewStatus::Planned {
        // Said beside what else is wrong; the command refuses it in any case.
        let days = input.follow_ups.len() + open.len();
        form.errors_of(commands::unfinished(input, days, held_on, visit.today()));
    }
    if !form.is_valid() {
        return web::refused(&page(&visit, &mut conn, review, form).await?);
    }
    drop(conn);
    let doing = if finish { Doing::Finish } else { Doing::Keep };
    let id = &id;
    let saved = visit
        .act(Record, &leave.case, |mut tx, permit| async move {
            commands::record(&mut tx, permit, id, version, input, doing).await?;
            Ok((tx, ()))
        })
        .await;
    match form.hear(unless_overtaken(saved))? {
        Some(Some(())) => {}
        Some(None) => return collided(&visit, id, form).await,
        None => {
            let mut conn = visit.read().await?;
            return web::refused(&page(&visit, &mut conn, review, form).await?);
        }
    }
    if !finish {
        return Ok(web::done(&format!("/reviews/{id}"), "会議の記録を下書きとして保存しました。"));
    }
    if review.status == ReviewStatus::Discussed {
        let said = format!("事例{}の記録を直しました。", review.number);
        return Ok(web::done(&format!("/meetings/{}", review.meeting_id), &said));
    }
    // The next case of the same meeting follows at once, so that two take one sitting.
    let mut conn = visit.read().await?;
    let next = store::reviews_of_meeting(&mut conn, &review.meeting_id)
        .await?
        .into_iter()
        .find(|other| other.status == ReviewStatus::Planned && other.id != *id);
    Ok(match next {
        Some(next) => {
            let sentence =
                format!("事例{}の記録を終えました。続けて事例{}です。", review.number, next.number);
            web::done(&format!("/reviews/{}", next.id), &sentence)
        }
        // Not the case's page, which names the person: others may look on while a meeting is recorded.
        None => web::done(
            &format!("/meetings/{}", review.meeting_id),
            &format!(
                "事例{}の記録を終えました。この会議に書く事例はもうありません。",
                review.number
            ),
        ),
    })
}

fn read(visit: &Visit, form: &mut FormState, held_on: Day, days: &[Choice]) -> RecordInput {
    let mut input = RecordInput::default();
    for n in 1..=MOST_LINES {
        let (what, who, due) = (
            format!("decision.{n}.what"),
            format!("decision.{n}.who"),
            format!("decision.{n}.due"),
        );
        let words = form.optional(&what, &format!("決定{n}"), 300);
        let by = form.optional(&who, &format!("決定{n}の担当"), 60);
        let day = form.day_near(&due, &format!("決定{n}の期限"), visit.today());
        // In January one writes last year's number.
        if day.is_some_and(|day| day < held_on) {
            let held_on = held_on.long();
            form.error(&due, format!("会議の日({held_on})より前の日です。年を確かめてください。"));
        }
        if words.is_empty() && (!by.is_empty() || day.is_some()) {
            form.error(&what, format!("決定{n}の内容を入力してください。"));
        } else if !words.is_empty() && by.is_empty() {
            form.error(&who, format!("決定{n}を誰が行うかを入力してください。"));
        }
        if !words.is_empty() {
            input.decisions.push(DecisionInput { what: words, who: by, due: day });
        }
    }
    let professions = professions(visit);
    for n in 1..=MOST_LINES {
        let (who, words) = (format!("advice.{n}.profession"), format!("advice.{n}.body"));
        let body = form.optional(&words, &format!("助言{n}"), 1_000);
        let profession = form.optional_choice(&who, &format!("助言{n}の職種"), &professions);
        match profession {
            Some(profession) if !body.is_empty() => input.advice.push((profession.into(), body)),
            None if !body.is_empty() => {
                form.error(&who, format!("助言{n}の職種を選んでください。"))
            }
            _ => {}
        }
    }
    input.candidate = form.optional("candidate", "地域課題の候補", 500);
    input.summary = form.optional("summary", "検討の要旨", 2_000);
    input.policy = form.optional("policy", "支援方針", 1_000);
    input.learning = form.optional("learning", "学び", 1_000);
    let months: Vec<Choice> = months(visit);
    for month in form.chosen("months", "次回確認", &months) {
        if let Ok(n) = month.parse::<i64>() {
            input.follow_ups.push(held_on.plus_months(n).or_monday());
        }
    }
    for day in form.chosen("days", "決めてある次回確認の日", days) {
        input.follow_ups.extend(day.parse().ok().map(Day));
    }
    if let Some(day) = form.day_near("follow_up_on", "次回確認の日", visit.today()) {
        if day <= held_on {
            form.error("follow_up_on", "次回確認の日は、会議の日より後にしてください。");
        }
        input.follow_ups.push(day);
    }
    input.follow_ups.sort();
    input.follow_ups.dedup();
    input
}

fn months(visit: &Visit) -> Vec<Choice> {
    follow_up_days(visit)
        .into_iter()
        .map(|choice| {
            let label = format!("{}か月後", choice.value);
            Choice::new(choice.value, label)
        })
        .collect()
}

/// The open follow-ups of this review on days other than the usual ones.
fn days_set(visit: &Visit, review: &Review, held_on: Day, all: &[FollowUp]) -> Vec<Choice> {
    let months = &visit.structure().follow_up.months;
    let is_usual =
        |day| months.iter().any(|n| held_on.plus_months(i64::from(*n)).or_monday() == day);
    all.iter()
        .filter(|f| f.review_id.as_ref() == Some(&review.id) && f.done_on.is_none())
        .filter(|f| !is_usual(f.due))
        .map(|f| Choice::new(f.due.iso(), f.due.short()))
        .collect()
}

fn professions(visit: &Visit) -> Vec<Choice> {
    visit.structure().professions.iter().map(|p| Choice::new(&p.key, &p.name)).collect()
}

async fn filled(conn: &mut Conn, visit: &Visit, review: &Review) -> Result<FormState> {
    let mut form = FormState::empty()
        .with("version", review.version)
        .with("candidate", &review.candidate)
        .with("summary", &review.summary)
        .with("policy", &review.policy)
        .with("learning", &review.learning);
    let decisions = store::decisions_of(conn, &review.case_id).await?;
    for (n, decision) in decisions.iter().filter(|d| d.review_id == review.id).enumerate() {
        let n = n + 1;
        form.set(&format!("decision.{n}.what"), &decision.what);
        form.set(&format!("decision.{n}.who"), &decision.who);
        form.set(&format!("decision.{n}.due"), decision.due.map(Day::short).unwrap_or_default());
    }
    for (n, advice) in store::advice_of(conn, &review.id).await?.iter().enumerate() {
        form.set(&format!("advice.{}.profession", n + 1), &advice.profession_id);
        form.set(&format!("advice.{}.body", n + 1), &advice.body);
    }
    let meeting = meetings::find(conn, &review.meeting_id).await?;
    let held_on = meeting.on_or_about();
    let (mut chosen, mut days) = (Vec::new(), Vec::new());
    for follow in store::follow_ups_of(conn, &review.case_id).await? {
        if follow.review_id.as_ref() != Some(&review.id) || follow.done_on.is_some() {
            continue;
        }
        let usual = visit
            .structure()
            .follow_up
            .months
            .iter()
            .find(|n| held_on.plus_months(i64::from(**n)).or_monday() == follow.due);
        match usual {
            Some(n) => chosen.push(n.to_string()),
            None => days.push(follow.due.iso()),
        }
    }
    form.set_all("months", chosen);
    form.set_all("days", days);
    Ok(form)
}

async fn collided(visit: &Visit, id: &ReviewId, mut form: FormState) -> Result<Response> {
    let mut conn = visit.read().await?;
    let saved = store::review(&mut conn, id).await?;
    let decisions = decisions_in_words(&mut conn, visit, &saved.case_id, id).await?;
    let stored = filled(&mut conn, visit, &saved).await?;
    let advice = advice_in_words(visit, &stored);
    let again = follow_ups_in_words(&mut conn, &saved).await?;
    let theirs = [
        ("決定", &["decision."][..], decisions),
        ("次回確認", &["months", "days", "follow_up_on"], again),
        ("地域課題の候補", &["candidate"], saved.candidate.clone()),
        ("支援方針", &["policy"], saved.policy.clone()),
        ("助言", &["advice."], advice),
        ("検討の要旨", &["summary"], saved.summary.clone()),
        ("学び", &["learning"], saved.learning.clone()),
    ];
    let theirs = theirs.into_iter().filter(|(_, names, _)| form.differs(&stored, names));
    let theirs = theirs.map(|(label, _, words)| (label, words)).collect();
    form.set("version", saved.version);
    let page = page(visit, &mut conn, saved, form).await?;
    web::collided(&RecordPage { theirs: Some(theirs), ..page })
}

async fn decisions_in_words(
    conn: &mut Conn,
    _visit: &Visit,
    case: &CaseId,
    review: &ReviewId,
) -> Result<String> {
    let all = store::decisions_of(conn, case).await?;
    let words = all.iter().filter(|d| d.review_id == *review).map(|d| {
        let due = d.due.map(Day::short).unwrap_or_default();
        format!("{}／{}／{due}", d.what, d.who)
    });
    Ok(words.collect::<Vec<_>>().join("\n"))
}

fn advice_in_words(visit: &Visit, stored: &FormState) -> String {
    let professions = professions(visit);
    let words = (1..=MOST_LINES).filter_map(|n| {
        let from = stored.value(&format!("advice.{n}.profession"));
        let from = professions.iter().find(|choice| choice.value == from)?;
        Some(format!("{}／{}", from.label, stored.value(&format!("advice.{n}.body"))))
    });
    words.collect::<Vec<_>>().join("\n")
}

async fn follow_ups_in_words(conn: &mut Conn, saved: &Review) -> Result<String> {
    let all = store::follow_ups_of(conn, &saved.case_id).await?.into_iter();
    let open = all.filter(|f| f.review_id.as_ref() == Some(&saved.id) && f.done_on.is_none());
    Ok(open.map(|f| f.due.short()).collect::<Vec<_>>().join("、"))
}

/// The last line of a part in which something stands; 0 for none.
fn used(form: &FormState, part: &str, last: &str) -> usize {
    let is_used = |n: &usize| !form.value(&format!("{part}.{n}.{last}")).is_empty();
    (1..=MOST_LINES).rev().find(is_used).unwrap_or(0)
}

/// How many lines for decisions the page has.
fn lines_of(form: &FormState) -> usize {
    let asked = form.value("rows").parse().unwrap_or(0);
    (used(form, "decision", "what") + SPARE).max(asked).min(MOST_LINES)
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    review: Review,
    form: FormState,
) -> Result<RecordPage> {
    let case = store::find(conn, &review.case_id).await?;
    let meeting = meetings::find(conn, &review.meeting_id).await?;
    let follow_ups = store::follow_ups_of(conn, &review.case_id).await?;
    let days = days_set(visit, &review, meeting.on_or_about(), &follow_ups);
    let definition = sheet_form(visit.structure(), case.form_version)?;
    let mut sheet = forms::show(definition, &store::shared_sheet(conn, &case.id).await?);
    let question = take_question(definition, &mut sheet).map(|asked| (asked.label, asked.lines));
    let lines = (1..=lines_of(&form))
        .map(|number| Line {
            number,
            what: format!("decision.{number}.what"),
            who: format!("decision.{number}.who"),
            due: format!("decision.{number}.due"),
        })
        .collect();
    let advice = (1..=(used(&form, "advice", "body") + SPARE).min(MOST_LINES))
        .map(|n| (n, format!("advice.{n}.profession"), format!("advice.{n}.body")))
        .collect();
    Ok(RecordPage {
        frame: visit.frame(format!("会議の記録 事例{}", review.number)),
        meeting_words: format!(
            "{} {}",
            meeting.day_words(),
            visit.structure().kind_name(&meeting.kind_id)
        ),
        others: store::reviews_of_meeting(conn, &review.meeting_id).await?,
        professions: professions(visit),
        months: months(visit),
        days,
        theirs: None,
        question,
        sheet,
        case,
        review,
        meeting,
        lines,
        advice,
        form,
    })
}
