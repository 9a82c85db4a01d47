use crate::access::Load;
use crate::cases::CaseFacts;

use super::*;
use crate::testing::each_database;

#[tokio::test]
async fn what_a_list_shows_is_what_may_be_read() {
    each_database(async |t| {
        let _m = &t.municipality;
        let plain = registered(&t, "mei1", sheet()).await;
        let own = SheetInput { presenter_id: Some(t.account(Cast::CarePresenter)), ..sheet() };
        let presented = registered(&t, "kogane", own).await;
        submitted(&t, &presented).await;
        let on_agenda = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &on_agenda).await;
        submitted(&t, &on_agenda).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        chosen(&t, &on_agenda, &held.id).await.unwrap();
        let elsewhere = registered(&t, "kogane", sheet()).await;
        confirmed(&t, &elsewhere).await;
        submitted(&t, &elsewhere).await;
        let unsent = registered(&t, "kogane", sheet()).await;
        confirmed(&t, &unsent).await;

        let own = t.get(Cast::CarePresenter, &format!("/cases/{presented}")).await.expect(200);
        assert!(own.says("持出禁止 <small>あなたと担当のセンターの中だけで使います"));

        let mut conn = t.read().await;
        for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
            for with_seat in [true, false] {
                let (seats, guests) = match with_seat {
                    true => (vec![held.conference_id.clone()], vec![held.id.clone()]),
                    false => (Vec::new(), Vec::new()),
                };
                let actor = seated(&t, who, &seats, &guests);
                let (filter, page) = (CaseFilter::default(), kept::BY_LABEL.up().page(1));
                let listed =
                    kept::list(&mut conn, &scope(&actor), &filter, &page).await.unwrap().rows;
                for id in [&plain, &presented, &on_agenda, &elsewhere, &unsent] {
                    let facts = CaseFacts::load(&mut conn, id).await.unwrap();
                    assert_eq!(
                        listed.iter().any(|row| row.id == *id),
                        leave::may(CaseAction::Read, &actor, &facts),
                        "{who:?} {facts:?}"
                    );
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn outside_the_centre_there_is_a_label_and_never_a_name() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        let path = format!("/cases/{id}");
        submitted(&t, &id).await;
        for who in
            [Cast::CityOfficer, Cast::Member, Cast::OtherCenterStaff, Cast::PrefectureOfficer]
        {
            t.get(who, &path).await.expect(404);
        }
        confirmed(&t, &id).await;
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(page.says("明第1-R7-001") && page.says("本人のwish"));
        assert!(!page.says("松戸 花子") && !page.says("花子さん"), "no name leaves the centre");
        assert!(t.get(Cast::CityOfficer, "/cases").await.expect(200).says("明第1-R7-001"));
        let inside = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(inside.says("実名・持出禁止") && inside.says("花子さん"));
        let list = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(list.says("松戸 花子") && list.says("実名・持出禁止 <small>センターの中だけで"));
        assert!(!t.get(Cast::CityOfficer, "/cases").await.expect(200).says("実名・持出禁止"));
        let history = t.get(Cast::Auditor, &path).await.expect(200);
        assert!(history.says("提出する") && !history.says("ごみ出し"));
        t.get(Cast::PrefectureOfficer, "/cases").await.expect(404);
        for who in [Cast::OtherCenterStaff, Cast::Member, Cast::Guest, Cast::PrefectureOfficer] {
            t.get(who, &path).await.expect(404);
        }
    })
    .await;
}

#[tokio::test]
async fn readers_are_refused_what_they_may_only_read_and_others_do_not_find_it() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        for noun in [
            "submission",
            "deletion",
            "withdrawal",
            "return",
            "choice",
            "removal",
            "postponement",
            "closure",
            "reopening",
            "follow-up",
            "shared",
        ] {
            let path = format!("/cases/{id}/{noun}");
            t.post(Cast::CityOfficer, &path, &[]).await.expect(403);
            t.post(Cast::OtherCenterStaff, &path, &[]).await.expect(404);
            t.post(Cast::PrefectureOfficer, &path, &[]).await.expect(404);
        }
        for page in ["edit", "steps/outline", "check", "deletion"] {
            t.get(Cast::CityOfficer, &format!("/cases/{id}/{page}")).await.expect(403);
            t.get(Cast::OtherCenterStaff, &format!("/cases/{id}/{page}")).await.expect(404);
        }
        let step = format!("/cases/{id}/steps/outline");
        t.post(Cast::CityOfficer, &step, &[]).await.expect(403);
        t.post(Cast::OtherCenterStaff, &step, &[]).await.expect(404);
        t.get(Cast::CenterStaff, &format!("/cases/{id}/steps/no-such")).await.expect(404);
        t.get(Cast::CityOfficer, "/cases/new").await.expect(403);
        t.get(Cast::CityOfficer, "/cases/queue").await.expect(404);
    })
    .await;
}

/// Names are opened with the leave for these: whoever has it must be one of those who read the case by name.
#[tokio::test]
async fn whoever_may_do_what_opens_a_name_may_read_it() {
    fn opens<A: persons::OpensName + leave::Action<Rule = CaseAction>>(
        actor: &Actor,
        facts: &CaseFacts,
    ) -> bool {
        leave::seen_on::<A>(actor, facts.clone()).is_ok()
    }
    each_database(async |t| {
        let mut given = 0;
        for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
            let (seats, guests) = (vec!["here".into()], vec!["here".into()]);
            let actor = &seated(&t, who, &seats, &guests);
            for (center, status) in ["mei1", "kogane"]
                .into_iter()
                .flat_map(|center| CaseStatus::ALL.iter().map(move |status| (center, *status)))
            {
                for presenter in [None, Some(t.account(Cast::CarePresenter))] {
                    let facts = &CaseFacts {
                        status,
                        confirmed: true,
                        conferences: seats.clone(),
                        meetings: guests.clone(),
                        ..CaseFacts::new_at(center.into(), presenter)
                    };
                    let some = [
                        opens::<act::Register>(actor, facts),
                        opens::<act::Edit>(actor, facts),
                        opens::<act::Share>(actor, facts),
                        opens::<act::Submit>(actor, facts),
                        opens::<act::Discard>(actor, facts),
                        opens::<act::Return>(actor, facts),
                        opens::<act::Unchoose>(actor, facts),
                        opens::<act::Record>(actor, facts),
                        opens::<act::Follow>(actor, facts),
                        opens::<act::Close>(actor, facts),
                    ];
                    let reads = leave::may(CaseAction::ReadNamed, actor, facts);
                    assert!(reads || !some.contains(&true), "{who:?} {facts:?} {some:?}");
                    given += usize::from(some.contains(&true));
                }
            }
        }
        assert!(given > 10);
    })
    .await;
}
