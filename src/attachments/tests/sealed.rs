//! What is sealed under whose key, and what is gone when it is gone.

use super::*;

async fn files(t: &TestApp) -> i64 {
    let mut conn = t.read().await;
    let count = "select cast(count(*) as bigint) from files where municipality_id = $m";
    Query::of(count, ()).count(&mut conn).await.unwrap()
}

#[tokio::test]
async fn nothing_of_a_case_stands_in_the_open_and_the_files_own_name_nowhere() {
    each_database(async |t| {
        let World { case, .. } = world(&t).await;
        let marked = pdf(b"% the plan of one person");
        attach(&t, Cast::CenterStaff, &format!("case/{case}"), &[("kind", "care_plan")], &marked)
            .await
            .expect(303);
        for words in ["架空花子さんの玄関", "台所", "山田花子", "the plan of one person", "%PDF"]
        {
            assert_eq!(t.stand_open(words).await, Vec::<String>::new(), "{words}");
        }
        assert_eq!(t.stand_open("段差").await, ["attachments.title"]);
    })
    .await;
}

#[tokio::test]
async fn with_the_persons_key_goes_what_was_said_by_name() {
    each_database(async |t| {
        let World { case, named, .. } = world(&t).await;
        t.write(|mut tx| async move {
            Query::of("delete from person_keys where municipality_id = $m", ())
                .run(&mut tx)
                .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        t.get(Cast::CenterStaff, &format!("/attachments/{named}")).await.expect(404);
        let mut conn = t.read().await;
        let shown =
            hooks::panels(&mut conn, t.actor(Cast::CenterStaff), &Subject::new("case", &case))
                .await;
        let shown = shown.unwrap().remove(0).html;
        assert!(shown.contains("開けません") && !shown.contains("玄関"));
    })
    .await;
}

#[tokio::test]
async fn what_is_removed_or_revoked_is_gone_from_the_files_too() {
    each_database(async |t| {
        let World { case, named, confirmed, .. } = world(&t).await;
        assert_eq!(files(&t).await, 1, "the copy of the confirmed one");
        t.post(Cast::CenterStaff, &format!("/attachments/{confirmed}/revocation"), &[])
            .await
            .expect(303);
        assert_eq!(files(&t).await, 0);
        t.get(Cast::CityOfficer, &format!("/attachments/{confirmed}")).await.expect(404);
        t.get(Cast::CenterStaff, &format!("/attachments/{confirmed}")).await.expect(200);
        assert_eq!(t.stand_open("段差").await, Vec::<String>::new());
        let again = format!("/attachments/{confirmed}/revocation");
        t.post(Cast::CenterStaff, &again, &[]).await.expect(409);
        for id in [&named, &confirmed] {
            let path = format!("/attachments/{id}/removal");
            assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("消すと戻せません"));
            t.post(Cast::CenterStaff, &path, &[]).await.expect(303);
            t.get(Cast::CenterStaff, &format!("/attachments/{id}")).await.expect(404);
        }
        assert!(of(&t, "case", case.as_str()).await.is_empty());
        let mut conn = t.read().await;
        let mut done = Vec::new();
        for id in [&named, &confirmed] {
            let all = crate::events::of(&mut conn, "attachment", id.as_str()).await.unwrap();
            done.push(all.into_iter().map(|event| event.action).collect::<Vec<_>>());
        }
        assert_eq!(done[0], ["add_attachment", "remove_attachment"]);
        assert_eq!(
            done[1],
            ["add_attachment", "confirm_attachment", "revoke_attachment", "remove_attachment"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_is_deleted_takes_its_attachments_along_and_a_meeting_waits_for_them() {
    each_database(async |t| {
        let fields = [
            ("person.name", "松戸 花子"),
            ("person.kana", "まつど はなこ"),
            ("person.born", "S15.4.1"),
            ("person.sex", "female"),
            ("kind_id", "difficult"),
            ("title", "ごみ出しに困る独居の人"),
        ];
        let first = t.post(Cast::CenterStaff, "/cases", &fields).await.expect(303);
        let case = first.location().trim_start_matches("/cases/").split('/').next().unwrap();
        let to = format!("case/{case}");
        let png = picture(ImageFormat::Png);
        attach(&t, Cast::CenterStaff, &to, &[("kind", "photo")], &png).await.expect(303);
        let id = of(&t, "case", case).await.remove(0);
        let confirmed = [("seen", "yes"), ("title", "")];
        t.post(Cast::CenterStaff, &format!("/attachments/{id}/confirmation"), &confirmed)
            .await
            .expect(303);
        assert_eq!(files(&t).await, 1);
        t.get(Cast::CityOfficer, &format!("/attachments/{id}")).await.expect(404);
        t.post(Cast::CenterStaff, &format!("/cases/{case}/deletion"), &[]).await.expect(303);
        assert!(of(&t, "case", case).await.is_empty());
        assert_eq!(files(&t).await, 0);

        let meeting = scene::meeting(&t, "individual", DAY.plus_days(60)).await;
        let sure = [("kind", "other"), ("title", "次第の案"), ("sure", "yes")];
        attach(&t, Cast::CenterStaff, &format!("meeting/{meeting}"), &sure, &pdf(b""))
            .await
            .expect(303);
        let path = format!("/meetings/{meeting}/removal");
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("添付1件"));
        t.post(Cast::CenterStaff, &path, &[]).await.expect(409);
    })
    .await;
}
