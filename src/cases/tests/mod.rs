//! Cases, as people work with them.

mod access;
mod import;
mod kinds;
mod look;
mod pages;
mod printing;
mod refusing;
mod steps;
mod store;
mod turn;
mod undo;
mod way;

use super::{act, commands, store as kept, *};
use crate::{
    access::{self as leave, Actor, Load, Role, Seat},
    conferences,
    db::Tx,
    error::Result,
    fields::Answer,
    forms::Answers,
    id::{CaseId, ConferenceId, MeetingId},
    meetings::{self, NewMeeting, PlanMeeting},
    persons::{self, NewPerson, PersonFacts, Sex},
    testing::{Cast, MATSUDO, TEST_DAY, TestApp},
};

/// A sheet with every required field answered.
fn sheet() -> SheetInput {
    let mut named = Answers::default();
    for key in ["wish", "background", "question"] {
        named.set(key, Answer::Text(format!("花子さんの{key}")));
    }
    SheetInput {
        outline: Outline {
            kind_id: "difficult".into(),
            title: "ごみ出しに困る独居の人".into(),
            presenter_name: "架空居宅".into(),
            age_band: AgeBand::Eighties,
            sex: Sex::Female,
            care_level: CareLevel::CareTwo,
            household: Household::Alone,
            consent: Consent::Person,
            consent_on: Some(TEST_DAY),
            ..Outline::blank()
        },
        presenter_id: None,
        form_version: 1,
        named,
        factors: vec![MarkedFactor {
            factor_id: "no_watch_over".into(),
            mark: FactorMark::Mark,
            words: String::new(),
        }],
    }
}

/// [`sheet`] with something else in its outline.
fn written(change: impl FnOnce(&mut Outline)) -> SheetInput {
    let mut sheet = sheet();
    change(&mut sheet.outline);
    sheet
}

fn someone(center: &str) -> NewPerson {
    NewPerson {
        center_id: center.into(),
        name: "松戸 花子".into(),
        kana: "マツド ハナコ".into(),
        born: Some(crate::clock::Day::of(1940, 4, 1)),
        address: String::new(),
        insured_number: String::new(),
        sex: Sex::Female,
    }
}

/// Somebody of the cast who sits in these conferences and is a guest of these meetings.
fn seated(t: &TestApp, who: Cast, conferences: &[ConferenceId], meetings: &[MeetingId]) -> Actor {
    let seat = t.actor(who).seat().unwrap();
    let seats = matches!(
        seat.role,
        Role::Member | Role::SupportDoctor | Role::Coordinator | Role::CoordinationCenterStaff
    );
    let guest = seat.role == Role::Guest;
    Actor::person(
        t.municipality.clone(),
        Seat {
            conferences: if seats { conferences.to_vec() } else { Vec::new() },
            meetings: if guest { meetings.to_vec() } else { Vec::new() },
            ..seat.clone()
        },
    )
}

/// The steps in which a case is written that somebody of [`pages::NEW`] says something in.
const STEPS: [&str; 6] =
    ["outline", "consent", "sheet.wishes", "sheet.course", "sheet.question", "factors"];

/// The version of a case once it was [`in_steps`].
const WRITTEN: &str = "7";

/// Registers a case and writes it on plain pages; its page.
async fn in_steps(t: &TestApp, who: Cast, fields: &[(&str, &str)]) -> String {
    let first = t.post(who, "/cases", fields).await.expect(303).location().to_owned();
    let case = page_of(&first);
    for (version, step) in (1..).zip(STEPS) {
        let version = version.to_string();
        let all = [fields, &[("version", version.as_str())]].concat();
        t.post(who, &format!("{case}/steps/{step}"), &all).await.expect(303);
    }
    case
}

/// The page of the case to which an address below it belongs.
fn page_of(address: &str) -> String {
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

async fn registered(t: &TestApp, center: &str, sheet: SheetInput) -> CaseId {
    let sheet = &sheet;
    let once = |mut tx| async move {
        let id = register(&mut tx, t, center, sheet).await?;
        Ok((tx, id))
    };
    t.write(once).await.unwrap()
}

async fn register(tx: &mut Tx, t: &TestApp, center: &str, sheet: &SheetInput) -> Result<CaseId> {
    let system = &t.system();
    let about = PersonFacts::new_at(center.into());
    let permit = leave::permit::<persons::Register>(tx, system, &about)?;
    let person_id = persons::register(tx, permit, &someone(center)).await?;
    let facts = CaseFacts {
        person: person_id,
        ..CaseFacts::new_at(center.into(), sheet.presenter_id.clone())
    };
    let permit = leave::permit::<act::Register>(tx, system, &facts)?;
    let new = NewCase { registered_on: TEST_DAY, sheet: sheet.clone() };
    commands::register(tx, permit, &MATSUDO, &new).await
}

/// Both sheets, as those see them who may.
async fn sheets_of(t: &TestApp, id: &CaseId) -> CaseSheets {
    let mut conn = t.read().await;
    let leave = leave::seen::<act::ReadNamed>(&mut conn, &t.system(), id).await.unwrap();
    kept::opened(&mut conn, &leave).await.unwrap().sheets
}

/// Writes a de-identified twin and confirms it.
async fn confirmed(t: &TestApp, id: &CaseId) {
    let system = &t.system();
    t.write(|mut tx| async move {
        let facts = CaseFacts::load(&mut tx, id).await?;
        let mut personal = Answers::default();
        for key in ["wish", "background", "question"] {
            personal.set(key, Answer::Text(format!("本人の{key}")));
        }
        let permit = leave::permit::<act::Share>(&mut tx, system, &facts)?;
        let case = kept::opened(&mut tx, &permit).await?.case;
        let sharable = commands::Sharable {
            title: &case.title,
            written: &personal,
            sharing: commands::Sharing::Confirm,
        };
        commands::share(&mut tx, permit, &MATSUDO, case.version, sharable).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

async fn submitted(t: &TestApp, id: &CaseId) {
    let system = &t.system();
    t.write(|mut tx| async move {
        let facts = CaseFacts::load(&mut tx, id).await?;
        let permit = leave::permit::<act::Submit>(&mut tx, system, &facts)?;
        commands::submit(&mut tx, permit, &MATSUDO).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

/// A meeting of a centre's conference of a kind on a day.
async fn meeting(
    t: &TestApp,
    kind: &str,
    center: &str,
    day: crate::clock::Day,
) -> meetings::Meeting {
    let system = &t.system();
    t.write(|mut tx| async move {
        let _m = system.municipality();
        let conference =
            conferences::of_center(&mut tx, &kind.into(), &center.into()).await?.unwrap();
        let new = NewMeeting::on(conference, day);
        let permit = leave::permit::<PlanMeeting>(&mut tx, system, &new.facts())?;
        let id = meetings::create(&mut tx, permit, &MATSUDO, &new).await?;
        let made = meetings::find(&mut tx, &id).await?;
        Ok((tx, made))
    })
    .await
    .unwrap()
}

async fn chosen(t: &TestApp, id: &CaseId, meeting: &MeetingId) -> crate::error::Result<Review> {
    let system = &t.system();
    t.write(|mut tx| async move {
        let facts = CaseFacts::load(&mut tx, id).await?;
        let permit = leave::permit::<act::Choose>(&mut tx, system, &facts)?;
        let review = choosing::choose(&mut tx, permit, &MATSUDO, meeting).await?;
        Ok((tx, review))
    })
    .await
}
