//! 資料: what is missing, the drafts, locking an edition, and the editions that were locked.

use std::collections::BTreeMap;

use axum::{extract::Path, response::Response};

use super::{
    Document, Format, PaperAction, PaperFacts, Report, commands, compile,
    document::{self, file_name, of_file_name},
    reflection::{Reflection, reflection},
    report::{ReportStatus, missing},
    rules::{Lock, ReadEdition},
    sheets::EditionState,
    store::{self, Edition, Finished},
};
use crate::{
    access::{self, Role},
    cases::{self, CaseStatus},
    error::{Error, Result},
    files,
    id::{EditionId, PeriodId, UnitId},
    issues::{self, IssueStatus},
    meetings, places,
    preset::Paper,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "papers/overview.html")]
struct OverviewPage {
    frame: Frame,
    period: PeriodId,
    words: String,
    reports: Vec<ReportLine>,
    /// What those who report are: センター, 地区.
    places: String,
    /// Whether every report is in, and how many stand where.
    all_in: bool,
    counted: String,
    /// The names of those whose report is not in.
    missing: String,
    checks: Vec<Check>,
    /// 反映率, for the city.
    reflection: Option<Reflection>,
    documents: Vec<DocumentLine>,
    may_lock: bool,
    may_draft: bool,
    /// What the structure only supposes of the papers' words, for the city.
    supposed: Vec<String>,
    editions: Vec<EditionLine>,
}

struct ReportLine {
    unit: UnitId,
    name: String,
    report: Report,
    /// Whether the visitor may open it.
    open: bool,
}

/// One line of the check-list.
struct Check {
    words: String,
    done: bool,
    href: String,
}

struct DocumentLine {
    number: String,
    title: String,
    files: Vec<(String, &'static str)>,
}

struct EditionLine {
    edition: Edition,
    documents: Vec<DocumentLine>,
}

#[derive(askama::Template)]
#[template(path = "papers/lock.html")]
struct LockPage {
    frame: Frame,
    form: FormState,
    period: PeriodId,
    words: String,
    number: i64,
    button: String,
    /// Reports that are not in: where they stand, of how many centres, and what the papers will say.
    awaited: Vec<(&'static str, usize, &'static str)>,
    places: String,
    open: Vec<String>,
}

fn facts(period: &PeriodId) -> PaperFacts {
    PaperFacts { period: period.clone(), unit: None }
}

/// `GET /papers`: of the period chosen in the header.
pub async fn show(visit: Visit) -> Result<Response> {
    let chosen = visit.needed_period()?.clone();
    let actor = visit.actor();
    access::check(PaperAction::ReadEdition, actor, &facts(&chosen.id))?;
    let may_draft = access::may(PaperAction::ReadDraft, actor, &facts(&chosen.id));
    let mut conn = visit.read().await?;
    let structure = visit.structure();
    let reports = store::reports(&mut conn, structure, &chosen.id).await?;
    let checks = if may_draft { checks(&visit, &mut conn, &chosen.id).await? } else { Vec::new() };
    let reflection = match actor.is(Role::CityOfficer) {
        true => Some(reflection(&mut conn, structure, &chosen.id).await?),
        false => None,
    };
    let editions = store::editions(&mut conn, &chosen.id).await?;
    let page = OverviewPage {
        all_in: reports.iter().all(|r| r.status.is_in()),
        counted: ReportStatus::counted(reports.iter().map(|r| r.status)),
        missing: missing(structure, &reports),
        reports: reports
            .into_iter()
            .map(|report| ReportLine {
                name: structure.unit_title(&report.unit_id),
                open: actor.is(Role::CityOfficer) || actor.keeps_for(&report.unit_id),
                unit: report.unit_id.clone(),
                report,
            })
            .collect(),
        checks,
        reflection,
        places: structure.places_word().to_owned(),
        documents: documents(&visit, |document, format| {
            Some(format!("/papers/{}/draft/{}", chosen.id, file_name(document, format)))
        }),
        may_lock: access::may(PaperAction::Lock, actor, &facts(&chosen.id)),
        may_draft,
        supposed: supposed(&visit),
        editions: editions
            .into_iter()
            .map(|edition| EditionLine {
                documents: documents(&visit, |document, format| {
                    let name = file_name(document, format);
                    edition
                        .documents()
                        .contains_key(&name)
                        .then(|| format!("/papers/editions/{}/{name}", edition.id))
                }),
                edition,
            })
            .collect(),
        words: chosen.words.clone(),
        period: chosen.id.clone(),
        frame: visit.frame("資料・報告"),
    };
    web::page(&page)
}

fn paper(visit: &Visit, document: Document) -> Paper {
    let papers = &visit.structure().papers;
    match document {
        Document::Area => papers.shiryo2.clone(),
        Document::Factors => papers.shiryo2_betten1.clone(),
        Document::Status => papers.shiryo2_betten2.clone(),
        Document::City => papers.shiryo3.clone(),
    }
}

fn documents(
    visit: &Visit,
    href: impl Fn(Document, Format) -> Option<String>,
) -> Vec<DocumentLine> {
    Document::ALL
        .iter()
        .copied()
        .map(|document| {
            let paper = paper(visit, document);
            DocumentLine {
                files: Format::ALL
                    .iter()
                    .copied()
                    .filter_map(|format| Some((href(document, format)?, format.label())))
                    .collect(),
                number: paper.number,
                title: paper.title,
            }
        })
        .collect()
}

/// The words of the papers that are nobody's yet, as they are told to the city; on the papers nobody reads of it.
fn supposed(visit: &Visit) -> Vec<String> {
    let papers = &visit.structure().papers;
    let all = Document::ALL.iter().map(|document| paper(visit, *document));
    let titles = all.filter(|paper| paper.estimated);
    let titles = titles.map(|paper| format!("{}の題名「{}」", paper.number, paper.title));
    let marking = papers
        .confidentiality_estimated
        .then(|| format!("取扱いの文言「{}」", papers.confidentiality));
    titles.chain(marking).collect()
}

/// What is still open before the papers can be called complete, with links to where it is done.
async fn checks(
    visit: &Visit,
    conn: &mut crate::db::Conn,
    period: &PeriodId,
) -> Result<Vec<Check>> {
    let all = meetings::of_period(conn, period, None).await?;
    let of_period = places::period(conn, period).await?;
    let (today, structure) = (visit.today(), visit.structure());
    let not_recorded = all
        .iter()
        .filter(|x| !meetings::hears_periods(structure, &x.kind_id) && x.on_or_about() <= today)
        .filter(|x| {
            !matches!(
                x.status,
                meetings::MeetingStatus::Recorded
                    | meetings::MeetingStatus::Shared
                    | meetings::MeetingStatus::Cancelled
            )
        })
        .count();
    let filter = cases::CaseFilter { period: Some(period.clone()), ..cases::CaseFilter::default() };
    let scope = cases::scope(visit.actor());
    let all = cases::store::BY_REGISTERED.up().first(10_000);
    let waiting = cases::store::list(conn, &scope, &filter, &all)
        .await?
        .rows
        .iter()
        .filter(|c| matches!(c.status, CaseStatus::Chosen))
        .count();
    let found = issues::of_period(conn, period).await?;
    let undecided = found
        .iter()
        .filter(|i| {
            matches!(i.status, IssueStatus::Candidate | IssueStatus::Open)
                && issues::is_lowest(structure, &i.level_id)
        })
        .count();
    let unanswered = found
        .iter()
        .filter(|i| {
            matches!(i.status, IssueStatus::Candidate | IssueStatus::Open)
                && !issues::is_lowest(structure, &i.level_id)
        })
        .count();
    let line = |open: usize, done: &str, left: String, href: &str| Check {
        words: if open == 0 { done.to_owned() } else { left },
        done: open == 0,
        href: href.to_owned(),
    };
    Ok(vec![
        Check {
            words: format!("議事対象期間 {}～{}", of_period.first_day, of_period.last_day),
            done: of_period.last_day < today,
            href: "/meetings".into(),
        },
        line(
            not_recorded,
            "開催した会議の記録はすべて確定しています。",
            format!("記録が確定していない会議が{not_recorded}回あります。"),
            "/meetings",
        ),
        line(
            waiting,
            "議題にした事例の検討結果はすべて記録されています。",
            format!("検討結果が記録されていない事例が{waiting}事例あります。"),
            "/cases?status=chosen",
        ),
        line(
            undecided,
            "課題の扱いはすべて決まっています。",
            format!("扱いが決まっていない課題が{undecided}件あります。"),
            "/issues/board",
        ),
        line(
            unanswered,
            "上の段階の課題にはすべて答えがあります。",
            format!(
                "答えのない上の段階の課題が{unanswered}件あります(資料を出す会議の議題になります)。"
            ),
            "/issues/board",
        ),
    ])
}

/// `GET /papers/{period}/draft/{file}`: a paper as the records stand now, marked as a draft.
pub async fn draft(
    visit: Visit,
    Path((period, file)): Path<(PeriodId, String)>,
) -> Result<Response> {
    visit.check(PaperAction::ReadDraft, &facts(&period))?;
    let (document, format) = of_file_name(&file).ok_or(Error::NotFound)?;
    let mut conn = visit.read().await?;
    let papers = compile(&mut conn, &period, EditionState::Draft).await?;
    drop(conn);
    let content = papers.set(document, format, visit.today()).await?;
    let name = format!("{}(未確定).{}", papers.name(document).full(), format.code());
    web::download(&name, format.media_type(), content)
}

/// `GET /papers/{period}/lock`: asks before an edition is locked.
pub async fn ask_lock(visit: Visit, Path(period): Path<PeriodId>) -> Result<Response> {
    visit.check(PaperAction::Lock, &facts(&period))?;
    web::page(&lock_page(&visit, &period, FormState::empty()).await?)
}

async fn lock_page(visit: &Visit, period: &PeriodId, form: FormState) -> Result<LockPage> {
    let mut conn = visit.read().await?;
    let of_period = places::period(&mut conn, period).await?;
    let checks = checks(visit, &mut conn, period).await?;
    let number = store::next_number(&mut conn, period).await?;
    Ok(LockPage {
        frame: visit.frame("版の確定"),
        button: format!("第{number}版を確定する"),
        form,
        words: format!("{}～{}", of_period.first_day, of_period.last_day),
        number,
        awaited: awaited_words(&store::awaited(&mut conn, visit.structure(), period).await?),
        places: visit.structure().places_word().to_owned(),
        open: checks.into_iter().filter(|c| !c.done).map(|c| c.words).collect(),
        period: period.clone(),
    })
}

fn awaited_words(
    awaited: &BTreeMap<UnitId, ReportStatus>,
) -> Vec<(&'static str, usize, &'static str)> {
    ReportStatus::ALL
        .iter()
        .copied()
        .map(|status| (status, awaited.values().filter(|s| **s == status).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(status, n)| (status.label(), n, status.in_papers()))
        .collect()
}

/// `POST /papers/{period}/editions`: sets all documents and locks them as the next edition.
pub async fn lock(
    visit: Visit,
    Path(period): Path<PeriodId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    visit.check(PaperAction::Lock, &facts(&period))?;
    let note = form.optional("note", "備考(決裁日・文書番号など)", 500);
    let number = form.required_integer("number", "版", 1..=9_999).unwrap_or(0);
    if !form.is_valid() {
        return web::refused(&lock_page(&visit, &period, form).await?);
    }
    let today = visit.today();
    let mut conn = visit.read().await?;
    let state = EditionState::Locked { number: u32::try_from(number).unwrap_or(1), on: today.0 };
    let papers = compile(&mut conn, &period, state).await?;
    drop(conn);
    let mut finished = Vec::new();
    for (document, format) in document::all() {
        finished.push(Finished {
            name: file_name(document, format),
            media_type: format.media_type(),
            content: papers.set(document, format, today).await?,
        });
    }
    let (of, note, finished) = (&(&period, number), &note, &finished);
    let locked = visit
        .act_on(Lock, &facts(&period), |mut tx, permit| async move {
            let id = commands::lock(&mut tx, permit, *of, note, finished).await?;
            Ok((tx, id))
        })
        .await;
    if form.hear(locked)?.is_none() {
        return web::refused(&lock_page(&visit, &period, form).await?);
    }
    Ok(web::done("/papers", &format!("第{number}版を確定しました。")))
}

/// `GET /papers/editions/{id}/{file}`: a document as it was locked.
pub async fn edition(
    visit: Visit,
    Path((id, file)): Path<(EditionId, String)>,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let found = store::edition(&mut conn, &id).await?;
    let leave = visit.see_on(ReadEdition, facts(&found.period_id))?;
    let (document, format) = of_file_name(&file).ok_or(Error::NotFound)?;
    let file_id = found.documents().get(&file).cloned().ok_or(Error::NotFound)?;
    let owner = files::Owner { kind: "edition", id: id.as_str() };
    let content = files::load(&mut conn, &leave, owner, &file_id).await?;
    let paper = paper(&visit, document);
    let name = format!("{} {}(第{}版).{}", paper.number, paper.title, found.number, format.code());
    web::download(&name, format.media_type(), content)
}
