//! Who sees which page, and what bad input gets.

use super::*;
use crate::{
    access::SeatKind,
    cases,
    conferences::{EditMembers, NewMember},
    db::Query,
    id::AttendanceId,
    issues::tests::scene,
    testing::{Cast, TEST_DAY, each_database, flat, workbook},
};

const FIELDS: [(&str, &str); 7] = [
    ("conference", "individual.mei1"),
    ("day", "R7.11.20"),
    ("starts", "14時"),
    ("ends", "15:30"),
    ("place", "明市民センター"),
    ("mode", "in_person"),
    ("chair", "試験 太郎"),
];

/// An agenda keeps the label of what was discussed, and leads to it only those who may know of it today.
#[tokio::test]
async fn an_agenda_leads_to_what_its_reader_may_know_of() {
    each_database(async |t| {
        let (case, _) = scene::reviewed(&t, "mei1", Day::of(2025, 9, 10), "").await;
        let mut conn = t.read().await;
        let review = cases::store::reviews_of(&mut conn, &case).await.unwrap().remove(0);
        drop(conn);
        put(&t, &review.meeting_id, "case", case.as_str()).await;
        let (meeting, link) =
            (format!("/meetings/{}", review.meeting_id), format!("/cases/{case}"));
        assert!(t.get(Cast::CityOfficer, &meeting).await.expect(200).says(&link));
        let taken_back =
            "update cases set shared_confirmed_at = null where municipality_id = $m and id = $1";
        let case = &case;
        t.write(|mut tx| async move {
            Query::of(taken_back, case).run(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let page = t.get(Cast::CityOfficer, &meeting).await.expect(200);
        assert!(page.says(case.as_str()) && !page.says(&link), "{}", page.text());
        assert!(t.get(Cast::CenterStaff, &meeting).await.expect(200).says(&link));
    })
    .await;
}

#[tokio::test]
async fn a_centre_makes_and_changes_its_meetings_and_others_do_not_find_them() {
    each_database(async |t| {
        t.get(Cast::CenterStaff, "/meetings/new").await.expect(200);
        t.get(Cast::Member, "/meetings/new").await.expect(404);
        let wrong = [("conference", "individual.mei1"), ("day", "R7.13.1"), ("place", "公民館")];
        let answer = t.post(Cast::CenterStaff, "/meetings", &wrong).await.expect(422);
        assert!(answer.says("R7.13.1") && answer.says("公民館"));
        let foreign =
            [("conference", "individual.kogane"), ("day", "R7.11.20"), ("mode", "online")];
        t.post(Cast::CenterStaff, "/meetings", &foreign).await.expect(422);
        let made = t.post(Cast::CenterStaff, "/meetings", &FIELDS).await.expect(303);
        let path = made.location().to_owned();

        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        for words in ["令和7年11月20日(木)", "14:00～15:30", "明市民センター", "薬剤師", "あと1人"]
        {
            assert!(page.says(words), "{words}");
        }
        for sheet in Handout::ALL {
            let afterwards = matches!(sheet, Handout::Minutes | Handout::Results);
            let offered = page.says(&format!("{path}/sheets/{}.pdf", sheet.code()));
            assert_eq!(offered, !afterwards, "{sheet:?} of what was not held yet");
        }
        let letter = format!("{path}/sheets/invitation.pdf");
        let letter = flat(&t.get(Cast::CenterStaff, &letter).await.expect(200).bytes);
        for words in [
            "令和7年10月1日",
            "令和7年11月20日(木)14:00～15:30",
            "明市民センター（対面）",
            "各位",
            "記",
        ] {
            assert!(letter.contains(words), "{words}: {letter}");
        }
        let seats = t.get(Cast::CenterStaff, &format!("{path}/sheets/seats.pdf")).await.expect(200);
        let seats = flat(&seats.bytes);
        assert!(
            seats.contains("名簿がまだありません")
                && seats.contains("決まった席の順ではありません")
        );
        // Nobody is listed yet: whoever leads is known, and for the others there are lines to write on.
        let minutes = format!("{path}/sheets/minutes.pdf");
        let minutes = flat(&t.get(Cast::CenterStaff, &minutes).await.expect(200).bytes);
        assert!(minutes.contains("職種・立場氏名所属出欠司会者試験太郎"), "{minutes}");
        assert!(page.says("(名簿がまだありません)"));
        t.get(Cast::CityOfficer, &path).await.expect(200);
        for who in [Cast::OtherCenterStaff, Cast::Member, Cast::Guest, Cast::Auditor] {
            t.get(who, &path).await.expect(404);
            t.get(who, &format!("{path}/edit")).await.expect(404);
        }
        t.get(Cast::CenterStaff, &format!("{path}/edit")).await.expect(200);
        let mut change = FIELDS.to_vec();
        change.push(("version", "1"));
        change[1].1 = "R7.12.4";
        t.post(Cast::CenterStaff, &path, &change).await.expect(303);
        let late = t.post(Cast::CityOfficer, &path, &change).await.expect(409);
        assert!(late.says("ほかの画面か、ほかの人が先に保存しました") && late.says("R7.12.4"));
        let id: MeetingId = path.trim_start_matches("/meetings/").into();
        let mut conn = t.read().await;
        let read = find(&mut conn, &id).await.unwrap();
        assert_eq!(read.period_id, Some("2026-1".into()), "December is the next period's");
    })
    .await;
}

#[tokio::test]
async fn a_member_reads_the_meetings_of_their_conference_and_changes_nothing() {
    each_database(async |t| {
        let id = meeting(&t, "area_conference.mei1", TEST_DAY.plus_days(7)).await;
        let other = meeting(&t, "area_conference.kogane", TEST_DAY.plus_days(7)).await;
        let new = &NewMember {
            account_id: Some(t.account(Cast::SupportDoctor)),
            name: "試験 医師".into(),
            profession_id: Some("support_doctor".into()),
            organisation: "医師会".into(),
            seat: SeatKind::SupportDoctor,
            term_from: None,
            term_to: None,
        };
        let (t, system, conference) =
            (&t, &t.system(), &ConferenceId::from("area_conference.mei1"));
        t.write(|mut tx| async move {
            let permit = access::leave(&mut tx, system, EditMembers, conference).await?;
            conferences::add_member(&mut tx, permit, new).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        t.get(Cast::SupportDoctor, &format!("/meetings/{id}")).await.expect(200);
        t.get(Cast::SupportDoctor, &format!("/meetings/{other}")).await.expect(404);
        t.get(Cast::SupportDoctor, &format!("/meetings/{id}/minutes")).await.expect(403);
        t.post(Cast::SupportDoctor, &format!("/meetings/{id}/invitation"), &[]).await.expect(403);
        let list = t.get(Cast::SupportDoctor, "/meetings/list?all=yes").await.expect(200);
        assert!(list.says(&format!("/meetings/{id}")) && !list.says(other.as_str()));
        let today = t.get(Cast::SupportDoctor, "/").await.expect(200);
        assert!(today.says("明第1 地域包括ケア推進会議"));

        // The members of the day are listed, and attendance is taken.
        let people = format!("/meetings/{id}/attendance");
        t.get(Cast::SupportDoctor, &people).await.expect(403);
        t.post(Cast::CenterStaff, &format!("{people}/members"), &[]).await.expect(303);
        t.post(Cast::CenterStaff, &format!("{people}/members"), &[]).await.expect(303);
        let mut conn = t.read().await;
        let listed = attendance(&mut conn, &id).await.unwrap();
        assert_eq!(listed.len(), 1);
        drop(conn);
        let presence = format!("presence-{}", listed[0].id);
        let proxy = format!("proxy-{}", listed[0].id);
        let wrong = [(presence.as_str(), "sleeping")];
        t.post(Cast::CenterStaff, &people, &wrong).await.expect(422);
        let taken = [(presence.as_str(), "proxy"), (proxy.as_str(), "試験 代理")];
        t.post(Cast::CenterStaff, &people, &taken).await.expect(303);
        let page = t.get(Cast::CenterStaff, &format!("/meetings/{id}")).await.expect(200);
        assert!(page.says("試験 代理"));
        // Whoever nothing is said of came; what was said of the others stays.
        let guest = [("name", "試験 都度"), ("seat", "guest")];
        t.post(Cast::CenterStaff, &format!("{people}/people"), &guest).await.expect(303);
        assert!(t.get(Cast::CenterStaff, &people).await.expect(200).says("未定の1人を出席にして"));
        let other = attendance(&mut t.read().await, &id).await.unwrap();
        let other = other.iter().find(|p| p.member_id.is_none()).unwrap().clone();
        let unknown = format!("presence-{}", other.id);
        let rest = [taken[0], taken[1], (unknown.as_str(), "expected"), ("rest", "present")];
        t.post(Cast::CenterStaff, &people, &rest).await.expect(303);
        let all = attendance(&mut t.read().await, &id).await.unwrap();
        let presence = |who: &AttendanceId| all.iter().find(|p| p.id == *who).unwrap().presence;
        assert_eq!(presence(&other.id), Presence::Present);
        assert_eq!(presence(&listed[0].id), Presence::Proxy);
        t.post(Cast::CenterStaff, &format!("{people}/{}/removal", other.id), &[]).await.expect(303);
        let removal = format!("{people}/{}/removal", listed[0].id);
        t.post(Cast::CenterStaff, &removal, &[]).await.expect(303);
        let mut conn = t.read().await;
        assert!(attendance(&mut conn, &id).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_guest_sees_one_meeting_until_its_day_ends() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY.plus_days(1)).await;
        let other = meeting(&t, "individual.mei1", TEST_DAY.plus_days(2)).await;
        let account = t.account(Cast::Guest).to_string();
        let fields = [("name", "試験 ゲスト"), ("seat", "guest"), ("account", account.as_str())];
        let path = format!("/meetings/{id}/attendance/people");
        t.post(Cast::CenterStaff, &path, &[("seat", "guest")]).await.expect(422);
        let officer = t.account(Cast::CityOfficer).to_string();
        for nobody in [officer.as_str(), "nobody"] {
            let mut wrong = fields;
            wrong[2].1 = nobody;
            let page = t.post(Cast::CenterStaff, &path, &wrong).await.expect(422);
            assert!(page.says("都度出席者として使える利用者ではありません"));
        }
        t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        t.get(Cast::Guest, &format!("/meetings/{id}")).await.expect(200);
        t.get(Cast::Guest, &format!("/meetings/{other}")).await.expect(404);
        t.get(Cast::Guest, "/meetings/list?all=yes").await.expect(200);
        let mut conn = t.read().await;
        let guest = t.account(Cast::Guest);
        let today = store::seats(&mut conn, &guest, TEST_DAY.plus_days(1)).await;
        assert_eq!(today.unwrap().meetings, [id]);
        let after = store::seats(&mut conn, &guest, TEST_DAY.plus_days(2)).await;
        assert!(after.unwrap().meetings.is_empty());
        drop(conn);

        // Without a day the access ends with the planned month.
        let undated = planned(&t, "individual.mei1", Day::of(2025, 10, 1)).await;
        let path = format!("/meetings/{undated}/attendance/people");
        t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        let mut conn = t.read().await;
        let last = store::seats(&mut conn, &guest, Day::of(2025, 10, 31)).await;
        assert_eq!(last.unwrap().meetings, [undated]);
        let after = store::seats(&mut conn, &guest, Day::of(2025, 11, 1)).await;
        assert!(after.unwrap().meetings.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_longest_minutes_are_taken_and_longer_ones_come_back_with_a_sentence() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let path = format!("/meetings/{id}/minutes");
        let (minutes, learning) = ("議".repeat(50_000), "学".repeat(5_000));
        let fields =
            [("version", "1"), ("minutes", minutes.as_str()), ("learning", learning.as_str())];
        t.post(Cast::CenterStaff, &path, &fields).await.expect(303);
        let longer = format!("{minutes}事");
        let fields = [("version", "2"), ("minutes", longer.as_str())];
        let page = t.post(Cast::CenterStaff, &path, &fields).await.expect(422);
        assert!(page.says("50000文字") && page.says(&longer), "it is still there");
    })
    .await;
}

#[tokio::test]
async fn minutes_written_at_the_same_time_are_both_shown() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let path = format!("/meetings/{id}/minutes");
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        t.get(Cast::CenterStaff, &path).await.expect(200);
        let first = [("version", "1"), ("minutes", "支え合いの話"), ("learning", "早めの連絡")];
        t.post(Cast::CenterStaff, &path, &first).await.expect(303);
        let second = [("version", "1"), ("minutes", "見守りの話"), ("learning", "")];
        let answer = t.post(Cast::CityOfficer, &path, &second).await.expect(409);
        assert!(answer.says("支え合いの話") && answer.says("見守りの話"));
        let page = t.get(Cast::CenterStaff, &format!("/meetings/{id}")).await.expect(200);
        assert!(page.says("支え合いの話") && page.says("早めの連絡"));
        let found = t.search(Cast::CenterStaff, "/search", "支え合い").await;
        assert!(found.expect(200).says("<mark>支え合い</mark>の話"));

        // A guest of the meeting reads them only once they are confirmed.
        let account = t.account(Cast::Guest).to_string();
        let fields = [("name", "試験 ゲスト"), ("seat", "guest"), ("account", account.as_str())];
        let people = format!("/meetings/{id}/attendance/people");
        t.post(Cast::CenterStaff, &people, &fields).await.expect(303);
        let page = format!("/meetings/{id}");
        let minutes = format!("/meetings/{id}/sheets/minutes.pdf");
        let shown = t.get(Cast::Guest, &page).await.expect(200);
        assert!(!shown.says("支え合いの話") && !shown.says("早めの連絡"));
        let printed = flat(&t.get(Cast::Guest, &minutes).await.expect(200).bytes);
        assert!(printed.contains("試験ゲスト") && printed.contains("記録が確定してから"));
        assert!(printed.contains("出欠は記録されていません"), "nobody took attendance");
        assert!(!printed.contains("支え合い") && !printed.contains("早めの連絡"), "{printed}");
        let own = flat(&t.get(Cast::CenterStaff, &minutes).await.expect(200).bytes);
        assert!(own.contains("支え合いの話") && own.contains("未確定"), "{own}");
        let found = t.search(Cast::Guest, "/search", "支え合い").await.expect(200);
        assert!(!found.says("の話"));
        for step in ["holding", "record"] {
            let sure = [("sure", "yes")];
            t.post(Cast::CenterStaff, &format!("/meetings/{id}/{step}"), &sure).await.expect(303);
        }
        assert!(t.get(Cast::Guest, &page).await.expect(200).says("支え合いの話"));
        let printed = flat(&t.get(Cast::Guest, &minutes).await.expect(200).bytes);
        assert!(printed.contains("支え合いの話") && !printed.contains("未確定"), "{printed}");
        let found = t.search(Cast::Guest, "/search", "支え合い").await.expect(200);
        assert!(found.says("<mark>支え合い</mark>の話"));
    })
    .await;
}

#[tokio::test]
async fn the_secretariat_arranges_the_agenda() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let path = format!("/meetings/{id}/agenda");
        let refused = t.post(Cast::CenterStaff, &path, &[("title", "")]).await.expect(422);
        assert!(refused.says("議題を入力してください"));
        t.post(Cast::OtherCenterStaff, &path, &[("title", "")]).await.expect(404);
        for title in ["報告", "連絡"] {
            t.post(Cast::CenterStaff, &path, &[("title", title)]).await.expect(303);
        }
        put(&t, &id, "case", "c-1").await;
        let mut conn = t.read().await;
        let items = agenda(&mut conn, &id).await.unwrap();
        drop(conn);
        let of = |n: usize, what: &str| format!("{path}/{}/{what}", items[n].id);
        t.post(Cast::CenterStaff, &of(1, "order"), &[("way", "up")]).await.expect(303);
        t.post(Cast::CenterStaff, &of(1, "order"), &[("way", "up")]).await.expect(303);
        let field = format!("title-{}", items[0].id);
        let long = "報告".repeat(51);
        let refused =
            t.post(Cast::CenterStaff, &of(0, "title"), &[(&field, &long)]).await.expect(422);
        assert!(refused.says("件名は100文字まで") && refused.says(&long));
        t.post(Cast::CenterStaff, &of(0, "title"), &[(&field, "報告(訂正)")]).await.expect(303);
        t.post(Cast::CenterStaff, &of(0, "outcome"), &[("outcome", "discussed")]).await.expect(303);
        t.post(Cast::CenterStaff, &of(2, "removal"), &[]).await.expect(409);
        t.post(Cast::CenterStaff, &of(1, "removal"), &[]).await.expect(303);
        t.post(Cast::OtherCenterStaff, &of(0, "removal"), &[]).await.expect(404);
        let mut conn = t.read().await;
        let now = agenda(&mut conn, &id).await.unwrap();
        let titles: Vec<&str> = now.iter().map(|i| i.title.as_str()).collect();
        assert_eq!(titles, ["報告(訂正)", "事例の検討"]);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_to_a_meeting_that_is_over_is_a_copy_and_no_letter_of_today() {
    each_database(async |t| {
        let past = meeting(&t, "individual.mei1", Day::of(2025, 9, 10)).await;
        let ahead = meeting(&t, "individual.mei1", Day::of(2025, 11, 20)).await;
        let letter = async |id: &MeetingId| {
            let letter = format!("/meetings/{id}/sheets/invitation.pdf");
            flat(&t.get(Cast::CenterStaff, &letter).await.expect(200).bytes)
        };
        let copy = letter(&past).await;
        assert!(copy.contains("控え令和7年10月1日再発行"), "{copy}");
        let letter = letter(&ahead).await;
        assert!(!letter.contains("控え") && !letter.contains("再発行"), "{letter}");
    })
    .await;
}

#[tokio::test]
async fn the_list_filters_sorts_and_exports_exactly_what_it_shows() {
    each_database(async |t| {
        let here = meeting(&t, "individual.mei1", Day::of(2025, 11, 20)).await;
        let there = meeting(&t, "area_conference.kogane", Day::of(2025, 11, 25)).await;
        let all = t.get(Cast::CityOfficer, "/meetings/list?all=yes&sort=-day").await.expect(200);
        assert!(all.says("<strong>2</strong>回") && all.says("descending"));
        let query = "kind=individual&place=center.mei1&status=scheduled&month=R7.11";
        let some = t.get(Cast::CityOfficer, &format!("/meetings/list?{query}")).await.expect(200);
        assert!(some.says(here.as_str()) && !some.says(there.as_str()));
        let csv = t
            .get(Cast::CityOfficer, &format!("/meetings/list?{query}&export=csv"))
            .await
            .expect(200);
        assert!(csv.says("2025/11/20") && !csv.says("2025/11/25"));
        let xlsx = t.get(Cast::CityOfficer, &format!("/meetings/list?{query}&export=xlsx")).await;
        let said = workbook(&xlsx.expect(200).bytes);
        for words in [
            "令和7年10月1日(水) 作成　松戸市　1回　絞り込み：",
            "会議の種類：地域個別ケア会議、センター：明第1、状態：日程確定、開催月：R7.11",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(csv.says("※令和7年10月1日(水) 作成"), "{}", csv.text());
        let period = t.get(Cast::CityOfficer, "/meetings/list?export=xlsx").await.expect(200);
        let period = workbook(&period.bytes);
        assert!(period.contains("絞り込み：議事対象期間：令和7年度 第2回"), "{period}");
        let whole =
            t.get(Cast::CenterStaff, "/meetings/list?all=yes&export=xlsx").await.expect(200);
        let said = workbook(&whole.bytes);
        assert!(said.contains("明第1地域包括支援センター　1回　絞り込み：すべての期間"), "{said}");
        let none = t.get(Cast::CityOfficer, "/meetings/list?month=H30.1").await.expect(200);
        assert!(none.says("この条件・期間の会議はありません"));
        let unread = t.get(Cast::CityOfficer, "/meetings/list?month=来月").await.expect(200);
        assert!(unread.says("開催月「来月」は年と月として読めない"), "{}", unread.text());
        t.get(Cast::Auditor, "/meetings/list").await.expect(404);
    })
    .await;
}
