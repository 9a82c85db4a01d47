//! `/measures/new` and `/measures/{id}/edit`.

use axum::{extract::Path, response::Response};

use super::{
    Edit, Measure, MeasureAction, MeasureFacts, MeasureWords, NewMeasure, Register,
    offered::{Offered, offered},
    store, words,
};
use crate::{
    access::{self, Load, Scope},
    clock::Day,
    db::Conn,
    error::{Error, Result, unless_overtaken},
    id::{IssueId, MeasureId, MeetingId},
    issues::{self, IssueFacts},
    meetings::{self, BY_DAY, MeetingFilter},
    preset::DealsWith,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "measures/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    /// None while the measure is new.
    measure: Option<Measure>,
    issues: Offered,
    answers: Vec<Choice>,
    departments: Vec<Choice>,
    meetings: Vec<Choice>,
    /// What somebody else saved in the meantime: label, theirs, typed.
    versions: Vec<(String, String, String)>,
}

/// `GET /measures/new`
pub async fn ask_new(visit: Visit) -> Result<Response> {
    visit.check(MeasureAction::Register, &MeasureFacts::new_for(MeasureId::new()))?;
    let mut conn = visit.read().await?;
    let mut form = FormState::empty()
        .with("issue", visit.query("issue"))
        .with("meeting", visit.query("meeting"));
    for (n, months) in visit.structure().follow_up.months.iter().enumerate() {
        form.set(&format!("follow_up_{}", n + 1), visit.today().plus_months(i64::from(*months)));
    }
    web::page(&new_page(&visit, &mut conn, form).await?)
}

async fn new_page(visit: &Visit, conn: &mut Conn, form: FormState) -> Result<EditPage> {
    let structure = visit.structure();
    let filter = issues::Filter::default();
    let all = issues::all(conn, &Scope::all(), &filter).await?;
    let issues = offered(structure, &form, all);
    Ok(EditPage {
        frame: visit.frame("施策を登録する"),
        form,
        measure: None,
        issues,
        answers: words::answers(structure),
        departments: words::departments(structure),
        meetings: meetings_of_the_city(conn, visit).await?,
        versions: Vec::new(),
    })
}

async fn meetings_of_the_city(conn: &mut Conn, visit: &Visit) -> Result<Vec<Choice>> {
    let structure = visit.structure();
    let filter = MeetingFilter { to: Some(visit.today()), ..MeetingFilter::default() };
    let all = meetings::list(conn, visit.actor(), &filter, &BY_DAY.down().first(200)).await?.rows;
    let choices = all.into_iter().filter_map(|meeting| {
        let kind = structure.kind_of(&meeting.kind_id)?;
        let day = meeting.day.filter(|_| {
            kind.deals_with(structure) == Some(DealsWith::Issues)
                && meeting.unit_id.is_municipality()
        })?;
        Some(Choice::new(meeting.id.as_str(), format!("{day} {}", kind.name)))
    });
    Ok(choices.take(40).collect())
}

fn read_words(visit: &Visit, form: &mut FormState) -> MeasureWords {
    let structure = visit.structure();
    let title = form.required("title", "施策・取組", 80);
    let description = form.optional("description", "内容", 2000);
    let answer = form
        .required_choice("answer", "回答の種類", &words::answers(structure))
        .unwrap_or_default();
    let answer_reason = form.optional("answer_reason", "理由", 1000);
    let department = form
        .optional_choice("department", "担当", &words::departments(structure))
        .unwrap_or_default();
    let budget_year = form.optional_integer("budget_year", "予算年度", 1..=2100).map(full_year);
    let budget_yen = form.optional_integer("budget_yen", "予算額", 0..=999_999_999_999);
    let plan_clause = form.optional("plan_clause", "計画の位置付け", 300);
    let due = form.optional_day("due", "期限");
    let reflected = form.ticked("reflected");
    let words = MeasureWords {
        title,
        description,
        department,
        budget_year,
        budget_yen,
        reflected,
        answer,
        answer_reason,
        plan_clause,
        due,
    };
    if words.lacks_reason(&structure.measure_answers) {
        form.error(
            "answer_reason",
            "この回答には理由が必要です。課題を挙げた圏域に伝わる言葉で書いてください。",
        );
    }
    words
}

/// People write 8 for 令和8年度; the register keeps 2026.
fn full_year(year: i64) -> i64 {
    if year < 100 { year + 2018 } else { year }
}

/// `POST /measures`
pub async fn create(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(MeasureAction::Register, &MeasureFacts::new_for(MeasureId::new()))?;
    let mut conn = visit.read().await?;
    let page = new_page(&visit, &mut conn, form.clone()).await?;
    let words = read_words(&visit, &mut form);
    let chosen = form.chosen("issue", "答える課題", &page.issues.all());
    if chosen.is_empty() {
        form.error("issue", "この施策が答える課題を一つ以上選んでください。");
    }
    let meeting =
        form.optional_choice("meeting", "決めた会議", &page.meetings).map(MeetingId::from);
    let day = form.optional_day("decided_on", "決めた日");
    let follow_ups: Vec<Day> = (1..=3)
        .filter_map(|n| form.optional_day(&format!("follow_up_{n}"), "効果を確認する日"))
        .collect();
    if follow_ups.is_empty() && !form.is_wrong("follow_up_1") {
        form.error("follow_up_1", "効果を確認する日を一つ以上入力してください。");
    }
    let held_on = match &meeting {
        Some(id) => meetings::find(&mut conn, id).await?.day,
        None => None,
    };
    let decided_on = held_on.or(day).unwrap_or_else(|| visit.today());
    if decided_on > visit.today() {
        form.error("decided_on", "決めた日は今日までの日にしてください。");
    }
    if !form.is_valid() {
        return web::refused(&EditPage { form, ..page });
    }
    drop(conn);
    let new = NewMeasure {
        id: MeasureId::new(),
        words,
        issues: chosen.into_iter().map(IssueId::from).collect(),
        decided_on,
        meeting,
        period: visit.period().map(|p| p.id.clone()),
        follow_ups,
    };
    match register(&visit, &new).await {
        Ok(id) => Ok(web::done(
            &format!("/measures/{id}"),
            "施策を登録しました。続けて、圏域と事例提供者へ展開してください。",
        )),
        Err(Error::Conflict(sentence)) => {
            form.error("", sentence);
            web::refused(&EditPage { form, ..page })
        }
        Err(error) => Err(error),
    }
}

async fn register(visit: &Visit, new: &NewMeasure) -> Result<MeasureId> {
    visit
        .write(|mut tx| async move {
            let actor = visit.actor();
            let mut answers = Vec::new();
            for issue in &new.issues {
                let facts = IssueFacts::load(&mut tx, issue).await?;
                answers.push(access::permit::<issues::Answer>(&mut tx, actor, &facts)?);
            }
            let facts = MeasureFacts::new_for(new.id.clone());
            let permit = access::permit::<Register>(&mut tx, actor, &facts)?;
            let id = store::register(&mut tx, permit, new, answers).await?;
            Ok((tx, id))
        })
        .await
}

/// `GET /measures/{id}/edit`
pub async fn ask_edit(visit: Visit, Path(id): Path<MeasureId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let measure = store::find(&mut conn, &id).await?;
    let mut form = FormState::empty()
        .with("title", &measure.title)
        .with("description", &measure.description)
        .with("answer", &measure.answer)
        .with("answer_reason", &measure.answer_reason)
        .with("department", &measure.department)
        .with("plan_clause", &measure.plan_clause)
        .with("version", measure.version);
    if let Some(year) = measure.budget_year {
        form.set("budget_year", year);
    }
    if let Some(yen) = measure.budget_yen {
        form.set("budget_yen", yen);
    }
    if let Some(due) = measure.due {
        form.set("due", due);
    }
    if measure.reflected {
        form.set("reflected", "yes");
    }
    web::page(&edit_page(&visit, measure, form))
}

fn edit_page(visit: &Visit, measure: Measure, form: FormState) -> EditPage {
    EditPage {
        frame: visit.frame("施策の内容を直す"),
        form,
        measure: Some(measure),
        issues: Offered::default(),
        answers: words::answers(visit.structure()),
        departments: words::departments(visit.structure()),
        meetings: Vec::new(),
        versions: Vec::new(),
    }
}

/// `POST /measures/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<MeasureId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let written = read_words(&visit, &mut form);
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    if !form.is_valid() {
        let measure = store::find(&mut conn, &id).await?;
        return web::refused(&edit_page(&visit, measure, form));
    }
    let saved = {
        let (visit, id, written) = (&visit, &id, &written);
        visit
            .act(Edit, id, |mut tx, permit| async move {
                store::edit(&mut tx, permit, written, version).await?;
                Ok((tx, ()))
            })
            .await
    };
    if unless_overtaken(saved)?.is_some() {
        return Ok(web::done(&format!("/measures/{id}"), "保存しました。"));
    }
    let theirs = store::find(&mut conn, &id).await?;
    form.set("version", theirs.version);
    let mut versions = lines(&visit, &theirs.words())
        .into_iter()
        .zip(lines(&visit, &written))
        .map(|((label, theirs), (_, mine))| (label.to_owned(), theirs, mine))
        .collect::<Vec<_>>();
    versions.retain(|(_, theirs, mine)| theirs != mine);
    web::collided(&EditPage { versions, ..edit_page(&visit, theirs, form) })
}

/// A measure's words as labelled lines, to be put beside another version.
fn lines(visit: &Visit, w: &MeasureWords) -> Vec<(&'static str, String)> {
    let structure = visit.structure();
    vec![
        ("施策・取組", w.title.clone()),
        ("内容", w.description.clone()),
        ("回答の種類", words::answer(structure, &w.answer).to_owned()),
        ("理由", w.answer_reason.clone()),
        ("担当", words::department(structure, &w.department).to_owned()),
        ("予算年度", w.budget_year.map(words::budget_year).unwrap_or_default()),
        ("予算額", w.budget_yen.map(words::yen).unwrap_or_default()),
        ("予算・計画への反映", if w.reflected { "反映した".into() } else { String::new() }),
        ("計画の位置付け", w.plan_clause.clone()),
        ("期限", w.due.map(|day| day.to_string()).unwrap_or_default()),
    ]
}
