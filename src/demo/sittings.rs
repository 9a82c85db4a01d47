//! The meetings: planned at the beginning, held on their days, their minutes closed a week later.

use super::{seeds::SeedMeeting, stage::Stage};
use crate::{
    access::{self, Actor, Load, SeatKind},
    clock::Day,
    conferences::{self, Conference},
    error::{Error, Result},
    id::UnitId,
    meetings::{
        self, Arrangement, EditAttendance, HoldMeeting, InviteToMeeting, MeetingFacts,
        MeetingStatus, Minutes, NewAttendance, NewMeeting, Presence, RecordMeeting, ShareMeeting,
        Upserted, WriteMinutes,
    },
    papers::{self, HandIn, PaperFacts, ReportMove, Review},
};

/// Puts every meeting into the plan, on its day.
pub(super) async fn plan(stage: &mut Stage<'_>) -> Result<()> {
    for seed in &stage.seeds.meetings {
        let conference = conference(stage, seed).await?;
        let staff = runs(stage, seed)?;
        let (start, end) =
            if seed.center.is_none() { ("14:00", "16:00") } else { ("13:30", "15:30") };
        let mut new = NewMeeting::on(conference, Day(seed.day));
        new.arranged = Arrangement {
            starts: start.into(),
            ends: end.into(),
            place: place(stage, seed),
            chair: staff.name().to_owned(),
            ..new.arranged
        };
        let new = &new;
        let (actor, structure) = (&staff, &stage.structure);
        let key = format!("demo:{}", seed.key);
        let key = key.as_str();
        let made = stage
            .app
            .db()
            .write(&stage.municipality, |mut tx| async move {
                let made = meetings::upsert_by_source_key(
                    &mut tx,
                    actor,
                    structure,
                    new,
                    key,
                    MeetingStatus::Scheduled,
                )
                .await?;
                Ok((tx, made))
            })
            .await?;
        let (Upserted::Made(id) | Upserted::Changed(id) | Upserted::Same(id)) = made;
        stage.meetings.insert(seed.key.clone(), id);
    }
    Ok(())
}

async fn conference(stage: &Stage<'_>, seed: &SeedMeeting) -> Result<Conference> {
    let mut conn = stage.app.db().read(&stage.municipality).await?;
    let kind = &seed.conference_kind;
    let found = match &seed.center {
        Some(center) => conferences::of_center(&mut conn, kind, center).await?,
        None => conferences::of_kind(&mut conn, kind).await?.into_iter().next(),
    };
    found.ok_or_else(|| Error::internal(format!("no conference for {}", seed.key)))
}

fn runs(stage: &Stage<'_>, seed: &SeedMeeting) -> Result<Actor> {
    seed.center.as_ref().map_or_else(|| stage.city(), |center| stage.staff(center))
}

fn place(stage: &Stage<'_>, seed: &SeedMeeting) -> String {
    let of = |center| format!("{} 会議室", stage.structure.center_name(center));
    seed.center.as_ref().map_or_else(|| "市役所 会議室".into(), of)
}

/// Holds a meeting: invited, attended (now and then somebody is absent, sends another, or joins by video), held.
pub(super) async fn hold(stage: &Stage<'_>, seed: &SeedMeeting) -> Result<()> {
    let (id, staff) = (stage.meeting(&seed.key)?, runs(stage, seed)?);
    let guest = stage
        .seeds
        .accounts
        .iter()
        .find(|a| a.meeting.as_deref() == Some(&seed.key))
        .and_then(|a| Some((a, stage.accounts.get(&a.login)?)))
        .map(|(a, (account, _))| NewAttendance {
            account_id: Some(account.clone()),
            name: a.name.clone(),
            profession_id: Some(a.profession.clone()),
            organisation: a.words.clone(),
            seat: SeatKind::Guest,
            presence: Presence::Present,
        });
    let (actor, structure, guest) = (&staff, &stage.structure, &guest);
    let luck = id.as_str().bytes().map(usize::from).sum::<usize>();
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let facts = MeetingFacts::load(&mut tx, id).await?;
            let permit = access::permit::<InviteToMeeting>(&mut tx, actor, &facts)?;
            meetings::advance(&mut tx, permit, structure, "").await?;
            let permit = access::permit::<EditAttendance>(&mut tx, actor, &facts)?;
            meetings::expect_members(&mut tx, permit).await?;
            if let Some(guest) = guest {
                let permit = access::permit::<EditAttendance>(&mut tx, actor, &facts)?;
                meetings::add_attendance(&mut tx, permit, guest).await?;
            }
            let expected = meetings::attendance(&mut tx, id).await?;
            let taken: Vec<_> = expected
                .into_iter()
                .enumerate()
                .map(|(n, a)| {
                    let (presence, proxy) = match (luck + n * 7) % 11 {
                        0 => (Presence::Absent, ""),
                        1 => (Presence::Proxy, "同じ事業所の職員"),
                        2 => (Presence::Online, ""),
                        _ => (Presence::Present, ""),
                    };
                    meetings::Taken { id: a.id, presence, proxy_name: proxy.to_owned() }
                })
                .collect();
            let permit = access::permit::<EditAttendance>(&mut tx, actor, &facts)?;
            meetings::take_attendance(&mut tx, permit, &taken).await?;
            let permit = access::permit::<HoldMeeting>(&mut tx, actor, &facts)?;
            meetings::advance(&mut tx, permit, structure, "").await?;
            Ok((tx, ()))
        })
        .await
}

/// Writes the minutes, confirms and shares them.
pub(super) async fn close_minutes(stage: &Stage<'_>, seed: &SeedMeeting) -> Result<()> {
    let (id, staff) = (stage.meeting(&seed.key)?, runs(stage, seed)?);
    let minutes = if seed.center.is_none() {
        "各圏域から上がった課題を整理し、市としての対応を協議した。決定は施策の台帳に記録し、圏域と事例提供者へ展開する。"
    } else if seed.sequence == 0 {
        "個別事例の検討から把握された課題と、地域の専門職・関係者が把握した課題について協議した。決定は課題ごとの記録のとおり。"
    } else {
        "提出された事例を順に検討した。質疑で事実を確かめたあと、職種ごとに助言を受け、決定と次回確認の日を定めた。"
    };
    let (actor, structure) = (&staff, &stage.structure);
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            let meeting = meetings::find(&mut tx, id).await?;
            let facts = meeting.facts();
            let permit = access::permit::<WriteMinutes>(&mut tx, actor, &facts)?;
            let written = Minutes { minutes: minutes.into(), ..Minutes::blank() };
            meetings::write_minutes(&mut tx, permit, meeting.version, &written).await?;
            let permit = access::permit::<RecordMeeting>(&mut tx, actor, &facts)?;
            meetings::advance(&mut tx, permit, structure, "").await?;
            let permit = access::permit::<ShareMeeting>(&mut tx, actor, &facts)?;
            meetings::advance(&mut tx, permit, structure, "").await?;
            Ok((tx, ()))
        })
        .await
}

/// The centres' reports of the last period: most are in, a few accepted, one asked about, two missing.
pub(super) async fn hand_in_reports(stage: &Stage<'_>) -> Result<()> {
    let city = &stage.city()?;
    let Some(period) = stage.seeds.meetings.iter().map(|m| &m.period).max() else {
        return Ok(());
    };
    for (n, center) in stage.structure.centers.iter().enumerate() {
        if n % 7 == 4 {
            continue;
        }
        let staff = &stage.staff(&center.key)?;
        let unit = &UnitId::center(&center.key);
        stage
            .app
            .db()
            .write(&stage.municipality, |mut tx| async move {
                let facts = PaperFacts { period: period.clone(), unit: Some(unit.clone()) };
                let permit = access::permit::<HandIn>(&mut tx, staff, &facts)?;
                papers::hand_in(&mut tx, permit, period, unit, REPORT, 0).await?;
                let review = match n % 7 {
                    0 | 1 => Some((ReportMove::Accept, "")),
                    5 if n < 7 => Some((ReportMove::Ask, QUESTION)),
                    _ => None,
                };
                if let Some((step, question)) = review {
                    let permit = access::permit::<Review>(&mut tx, city, &facts)?;
                    papers::review(&mut tx, permit, (period, unit), step, question).await?;
                }
                Ok((tx, ()))
            })
            .await?;
    }
    Ok(())
}

const REPORT: &str = "推進会議では、個別事例の検討から見えた課題を中心に協議した。見守りとごみ出しは地域の手で動き始めたが、\
    医療との連絡と移動の手段は圏域の中だけでは解決が難しい。市の会議での協議をお願いしたい。";

const QUESTION: &str = "継続検討とした課題の、次に確認する時期をお知らせください。";
