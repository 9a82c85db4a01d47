//! Each role, with and without a seat, at an attachment that stays by name and at one that a person confirmed.

use super::*;
use crate::{
    access::{Action, Load},
    meetings,
    preset::Preset,
};

/// Somebody of the cast with a seat in these conferences, or invited to these meetings, as the session would seat them.
fn seated(t: &TestApp, who: Cast, conference: &ConferenceId, meeting: &MeetingId) -> Actor {
    let seat = t.actor(who).seat().unwrap();
    let sits = seat.role.sits();
    Actor::person(
        t.municipality.clone(),
        Seat {
            conferences: if sits { vec![conference.clone()] } else { Vec::new() },
            meetings: if seat.role == Role::Guest { vec![meeting.clone()] } else { Vec::new() },
            ..seat.clone()
        },
    )
}

/// 可, 読 (may know of it, and not do this) or 無 (may not know of it).
fn judged(action: AttachmentAction, actor: &Actor, facts: &AttachmentFacts) -> char {
    match access::check(action, actor, facts) {
        Ok(()) => '可',
        Err(Error::Forbidden(_)) => '読',
        Err(Error::NotFound) => '無',
        Err(other) => panic!("{other}"),
    }
}

/// 見る, 添付する, 含める, 外す, 消す.
fn all(actor: &Actor, facts: &AttachmentFacts) -> String {
    AttachmentAction::ALL.iter().map(|action| judged(*action, actor, facts)).collect()
}

/// Whether the content opens, whichever way it is asked for.
async fn opens(t: &TestApp, actor: &Actor, id: &AttachmentId) -> bool {
    let mut conn = t.read().await;
    let at = At::There(id.clone());
    let Ok(leave) = access::seen::<See>(&mut conn, actor, &at).await else {
        return false;
    };
    store::content(&mut conn, actor, &leave).await.unwrap();
    true
}

async fn panel(t: &TestApp, actor: &Actor, subject: &Subject) -> String {
    let mut conn = t.read().await;
    let panels = hooks::panels(&mut conn, actor, subject).await.unwrap();
    panels.into_iter().map(|panel| panel.html).collect()
}

#[tokio::test]
async fn a_cases_attachments_follow_its_named_and_its_anonymous_side() {
    each_database(async |t| {
        let World { case, meeting, named, confirmed } = world(&t).await;
        let mut conn = t.read().await;
        let conference = meetings::find(&mut conn, &meeting).await.unwrap().conference_id;
        let (mut both, mut facts) = (Vec::new(), Vec::new());
        for id in [&named, &confirmed] {
            facts.push(AttachmentFacts::load(&mut conn, &At::There(id.clone())).await.unwrap());
        }
        drop(conn);
        let subject = Subject::new("case", &case);
        for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
            for with_seat in [true, false] {
                let actor = match with_seat {
                    true => seated(&t, who, &conference, &meeting),
                    false => t.actor(who).clone(),
                };
                let expected = match (who, with_seat) {
                    (Cast::CenterStaff, _) => ["可可可可可", "可可可可可"],
                    // It was handed in: who brought it reads it.
                    (Cast::CarePresenter, _) => ["可読読読読", "可読読読読"],
                    (Cast::CityOfficer, _) => ["無読無無無", "可読読読読"],
                    (
                        Cast::Member
                        | Cast::SupportDoctor
                        | Cast::Coordinator
                        | Cast::CoordinationCenterStaff
                        | Cast::Guest,
                        true,
                    ) => ["無読無無無", "可読読読読"],
                    // Another centre, no seat, a meeting that ended, the prefecture, the auditor.
                    _ => ["無無無無無", "無無無無無"],
                };
                let found = [all(&actor, &facts[0]), all(&actor, &facts[1])];
                assert_eq!(found, expected, "{who:?} {with_seat}");
                let shown = panel(&t, &actor, &subject).await;
                for (id, verdicts) in [(&named, &found[0]), (&confirmed, &found[1])] {
                    let sees = verdicts.starts_with('可');
                    assert_eq!(opens(&t, &actor, id).await, sees, "{who:?} {with_seat} {id}");
                    assert_eq!(shown.contains(id.as_str()), sees, "{who:?} {with_seat} {id}");
                }
                let by_name = found[0].starts_with('可');
                assert_eq!(shown.contains("架空花子さんの玄関"), by_name, "{who:?}");
                assert_eq!(shown.contains("台所"), by_name, "{who:?}: its named title");
                assert_eq!(shown.contains("/confirmation"), found[0].contains("可可可"), "{who:?}");
                both.push(found);
            }
        }
        assert_eq!(both.len(), 2 * (Cast::ALL.len() - 1));
    })
    .await;
}

#[tokio::test]
async fn over_the_line_nobody_gets_more_than_the_rules_say() {
    each_database(async |t| {
        let World { case, named, confirmed, .. } = world(&t).await;
        scene::seat(&t, Cast::Member, "individual.mei1").await;
        let to = format!("case/{case}");
        let png = picture(ImageFormat::Png);
        // Looking at the named one, at the confirmed one, adding, removing each.
        for (who, expected) in [
            (Cast::CenterStaff, [200, 200, 303, 200, 200]),
            (Cast::CarePresenter, [200, 200, 403, 403, 403]),
            (Cast::CityOfficer, [404, 200, 403, 404, 403]),
            (Cast::Member, [404, 200, 403, 404, 403]),
            (Cast::OtherCenterStaff, [404, 404, 404, 404, 404]),
            (Cast::Guest, [404, 404, 404, 404, 404]),
            (Cast::SupportDoctor, [404, 404, 404, 404, 404]),
            (Cast::PrefectureOfficer, [404, 404, 404, 404, 404]),
            (Cast::Auditor, [404, 404, 404, 404, 404]),
            (Cast::Stranger, [303, 303, 303, 303, 303]),
        ] {
            let found = [
                t.get(who, &format!("/attachments/{named}")).await,
                t.get(who, &format!("/attachments/{confirmed}")).await,
                attach(&t, who, &to, &[("kind", "photo")], &png).await,
                t.get(who, &format!("/attachments/{named}/removal")).await,
                t.get(who, &format!("/attachments/{confirmed}/removal")).await,
            ];
            assert_eq!(found.map(|answer| answer.status.as_u16()), expected, "{who:?}");
        }
        for noun in ["removal", "revocation", "confirmation"] {
            let path = |id: &AttachmentId| format!("/attachments/{id}/{noun}");
            t.post(Cast::CityOfficer, &path(&confirmed), &[]).await.expect(403);
            t.post(Cast::CityOfficer, &path(&named), &[]).await.expect(404);
            t.post(Cast::OtherCenterStaff, &path(&confirmed), &[]).await.expect(404);
        }
        // Nothing of a file is taken from whoever may not send one.
        let (answer, taken) =
            t.offer_a_lot(Cast::CityOfficer, &format!("/attachments/to/{to}")).await;
        assert_eq!(answer.status, 403);
        assert!(taken < 256 * 1024, "{taken}");
        let page = t.get(Cast::CityOfficer, &format!("/cases/{case}")).await.expect(200);
        assert!(page.says("写真: 段差") && !page.says("台所") && !page.says("玄関"));
        assert!(!page.says(named.as_str()) && !page.says("センター職員の試験</p>"));
        let (kind, id) = to.split_once('/').unwrap();
        for wrong in [format!("person/{id}"), format!("{kind}/none"), "measure/x".into()] {
            t.get(Cast::CenterStaff, &format!("/attachments/to/{wrong}")).await.expect(404);
        }
    })
    .await;
}

#[tokio::test]
async fn a_case_that_goes_back_takes_its_confirmed_attachments_with_it() {
    each_database(async |t| {
        let World { case, confirmed, .. } = world(&t).await;
        let path = format!("/attachments/{confirmed}");
        t.get(Cast::CityOfficer, &path).await.expect(200);
        let case = &case;
        t.write(|mut tx| async move {
            let gone = "update cases set shared_confirmed_at = null where municipality_id = $m and id = $1";
            Query::of(gone, case).run(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        t.get(Cast::CityOfficer, &path).await.expect(404);
        t.get(Cast::CenterStaff, &path).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn attachments_of_meetings_and_issues_follow_their_rules() {
    each_database(async |t| {
        let meeting = scene::meeting(&t, "individual", DAY).await;
        let issue = scene::issue(&t, "area", Some("mei1"), "移動手段がない", DAY).await;
        let mut conn = t.read().await;
        let conference = meetings::find(&mut conn, &meeting).await.unwrap().conference_id;
        drop(conn);
        let sure = [("kind", "other"), ("title", "当日の資料"), ("sure", "yes")];
        for (kind, id) in [("meeting", meeting.as_str()), ("issue", issue.as_str())] {
            let to = format!("{kind}/{id}");
            attach(&t, Cast::CenterStaff, &to, &sure, &pdf(b"")).await.expect(303);
            let one = of(&t, kind, id).await.remove(0);
            let mut conn = t.read().await;
            let facts = AttachmentFacts::load(&mut conn, &At::There(one.clone())).await.unwrap();
            drop(conn);
            for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
                let plain = t.actor(who).clone();
                let actor = seated(&t, who, &conference, &meeting);
                for (actor, with_seat) in [(&plain, false), (&actor, true)] {
                    let record = match &facts.of {
                        Record::Meeting(of) => {
                            access::may(meetings::MeetingAction::ReadMeeting, actor, of)
                        }
                        Record::Issue(of) => {
                            access::may(crate::issues::IssueAction::Read, actor, of)
                        }
                        Record::Case(_) | Record::Entry(_) => unreachable!(),
                    };
                    let found = all(actor, &facts);
                    assert_eq!(found.starts_with('可'), record, "{kind} {who:?} {with_seat}");
                    assert_eq!(opens(&t, actor, &one).await, record, "{kind} {who:?} {with_seat}");
                    assert_eq!(&found[6..12], "無無", "{who:?}: nothing to confirm there");
                    let shown = panel(&t, actor, &Subject::new(kind, id)).await;
                    assert_eq!(shown.contains(one.as_str()), record, "{kind} {who:?} {with_seat}");
                    let expected = match (who, kind, with_seat) {
                        (Cast::CenterStaff, ..) | (Cast::CityOfficer, "meeting", _) => '可',
                        (Cast::CityOfficer, ..) => '読',
                        _ if record => '読',
                        _ => '無',
                    };
                    for action in [AttachmentAction::Add, AttachmentAction::Remove] {
                        let found = judged(action, actor, &facts);
                        assert_eq!(found, expected, "{kind} {who:?} {with_seat} {action:?}");
                    }
                }
            }
            // Whoever was invited sees it until the meeting ends.
            if kind == "meeting" {
                assert!(opens(&t, &seated(&t, Cast::Guest, &conference, &meeting), &one).await);
                assert!(!opens(&t, t.actor(Cast::Guest), &one).await);
            }
            t.get(Cast::OtherCenterStaff, &format!("/attachments/{one}")).await.expect(404);
            t.get(Cast::CityOfficer, &format!("/attachments/{one}")).await.expect(200);
        }
    })
    .await;
}

#[tokio::test]
async fn attachments_of_a_ledger_s_records_are_seen_with_them_and_added_by_who_writes_them() {
    each_database(async |t| {
        let text = t.structure().await.with_ready("ledgers/initiatives.toml").unwrap();
        t.install(&Preset::parse("matsudo.toml", &text).unwrap()).await;
        let record =
            t.post(Cast::CityOfficer, "/ledgers/initiatives", &[("answer.name", "買い物バス")]);
        let record = record.await.expect(303).location().to_owned();
        let id = record.trim_start_matches("/records/");
        let sure = [("kind", "other"), ("title", "チラシ"), ("sure", "yes")];
        let to = format!("entry/{id}");
        attach(&t, Cast::CenterStaff, &to, &sure, &pdf(b"")).await.expect(403);
        attach(&t, Cast::CityOfficer, &to, &sure, &pdf(b"")).await.expect(303);
        let one = of(&t, "entry", id).await.remove(0);
        let page = t.get(Cast::CenterStaff, &record).await.expect(200);
        assert!(page.says("チラシ") && !page.says("添付する"));
        t.get(Cast::CenterStaff, &format!("/attachments/{one}")).await.expect(200);
        assert!(t.get(Cast::CityOfficer, &record).await.expect(200).says("添付する"));
    })
    .await;
}

#[test]
fn every_action_has_a_place_in_what_is_tested() {
    assert_eq!(AttachmentAction::ALL.len(), 5);
    assert_eq!(AttachmentAction::ALL[2], Confirm::RULE);
}
