mod filters;
mod following;
mod search;

use crate::{
    db::Query,
    testing::{Cast, each_database},
};

#[tokio::test]
async fn everybody_signed_in_has_a_day_and_a_stranger_is_led_to_the_door() {
    each_database(async |t| {
        for who in Cast::ALL.iter().copied().filter(|w| *w != Cast::Stranger) {
            let page = t.get(who, "/").await.expect(200);
            assert!(page.says("今日"), "{who:?}");
            assert!(!page.says("資源"), "{who:?}: nothing of that sort is looked through");
            t.get(who, "/help").await.expect(200);
        }
        let answer = t.get(Cast::Stranger, "/issues?level=area").await.expect(303);
        assert_eq!(answer.location(), "/sign-in?next=%2Fissues%3Flevel%3Darea");
    })
    .await;
}

#[tokio::test]
async fn several_of_a_kind_stand_below_one_heading_each_by_its_subject() {
    each_database(async |t| {
        for title in ["ごみ出しの支え手", "通いの場への足", "夜間の見守り"] {
            let fields = [
                ("place", "city:municipality"),
                ("title", title),
                ("kind", "resident_voice"),
                ("label", "町会の懇談会"),
                ("how_many", "12"),
                ("known_on", "R7.9.1"),
            ];
            t.post(Cast::CityOfficer, "/issues", &fields).await.expect(303);
        }
        let page = t.get(Cast::CityOfficer, "/").await.expect(200);
        assert_eq!(page.text().matches("上がってきた課題の検討を始める").count(), 1);
        for title in ["ごみ出しの支え手", "通いの場への足", "夜間の見守り"] {
            assert!(page.says(&format!("{title}・今日から</a>")), "{}", page.text());
        }
    })
    .await;
}

#[tokio::test]
async fn an_empty_day_says_what_somebody_can_do_here() {
    each_database(async |t| {
        let says = [
            (Cast::Member, "委員などになっている会議は、いまありません"),
            (Cast::SupportDoctor, "委員などになっている会議は、いまありません"),
            (Cast::Coordinator, "委員などになっている会議は、いまありません"),
            (Cast::CoordinationCenterStaff, "委員などになっている会議は、いまありません"),
            (Cast::Guest, "まだ会議に招かれていません"),
            (Cast::PrefectureOfficer, "担当課にお尋ねください"),
            (Cast::Auditor, "履歴を開く"),
            (Cast::CarePresenter, "「確認しました」を押してください"),
        ];
        for (who, words) in says {
            let page = t.get(who, "/").await.expect(200);
            assert!(page.says(words), "{who:?}: {}", page.text());
        }
        let page = t.get(Cast::PrefectureOfficer, "/").await.expect(200);
        assert!(!page.says("議事対象期間"), "no period where nothing is narrowed to one");
        let not_found = "の記録は見つかりません。記号を確かめてください。";
        let nothing = "事例の記号かIDを入力してください。";
        for (nowhere, said) in [("c-1", not_found), ("%2F", not_found), ("", nothing)] {
            let page = format!("/histories?id={nowhere}");
            let page = t.get(Cast::Auditor, &page).await.expect(422);
            assert!(page.says(said), "{nowhere}");
            assert!(page.says("履歴を開く"), "the box is still there");
        }
    })
    .await;
}

#[tokio::test]
async fn words_that_are_nowhere_get_a_sentence_and_stay_in_the_box() {
    each_database(async |t| {
        let page = t.search(Cast::CenterStaff, "/search", "<b>どこにもない").await.expect(200);
        assert!(page.says("見つかりませんでした"));
        assert!(page.says("&#60;b&#62;どこにもない"), "escaped: {}", page.text());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_an_id_is_nowhere_too() {
    each_database(async |t| {
        let page = t.get(Cast::CityOfficer, "/cases/%27%22").await.expect(404);
        assert!(page.says("「今日」を開く"), "{}", page.text());
        let page = t.post(Cast::CityOfficer, "/help", &[]).await.expect(405);
        assert!(page.says("画面のボタンから"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_nowhere_is_a_page_with_a_way_back() {
    each_database(async |t| {
        let page = t.get(Cast::CityOfficer, "/no/such/page").await.expect(404);
        assert!(page.says("ページが見つかりません") && page.says("「今日」を開く"));
    })
    .await;
}

#[tokio::test]
async fn a_character_that_no_keyboard_types_breaks_no_page() {
    each_database(async |t| {
        for page in [
            "/issues",
            "/issues/board",
            "/issues/export",
            "/measures",
            "/measures/export",
            "/cases",
            "/search",
        ] {
            for field in [
                "q", "level", "unit", "status", "kind", "period", "center", "sort", "after", "page",
            ] {
                let answer = t.get(Cast::CityOfficer, &format!("{page}?{field}=a%00b%1b")).await;
                assert!(answer.status.as_u16() < 500, "{page} {field}: {}", answer.text());
            }
        }
        t.get(Cast::Stranger, "/sign-in?next=%00").await.expect(200);
        let typed = [("login", "a\0b"), ("password", "a\0b"), ("next", "/\0")];
        t.post(Cast::Stranger, "/session", &typed).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn words_in_an_address_are_not_looked_for() {
    each_database(async |t| {
        for page in ["/cases", "/persons", "/search", "/issues", "/measures"] {
            for who in [Cast::CenterStaff, Cast::Stranger] {
                let spoken = format!("{page}?status=draft&q=%E8%8A%B1%E5%AD%90&sort=title");
                let led = t.get(who, &spoken).await.expect(303);
                assert_eq!(led.location(), format!("{page}?status=draft&sort=title"));
                let led = t.get(who, &format!("{page}?q=~%E8%8A%B1%E5%AD%90")).await.expect(303);
                assert_eq!(led.location(), page, "no token");
                let cookie = led.headers["set-cookie"].to_str().unwrap().to_owned();
                assert!(cookie.contains("said="), "{cookie}");
            }
            t.get(Cast::CenterStaff, &format!("{page}?q=")).await.expect(200);
        }
        t.get(Cast::CenterStaff, "//evil.example?q=x").await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_looks_for_stands_in_no_address_and_is_theirs_for_a_day() {
    each_database(async |t| {
        let fields = [("to", "/cases"), ("q", "どこにもない花子"), ("status", "draft")];
        let path = t.post(Cast::CenterStaff, "/words", &fields).await.expect(303);
        let path = path.location().to_owned();
        assert!(path.starts_with("/cases?status=draft&q=") && !path.contains("%E3"), "{path}");
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("value=\"どこにもない花子\""), "{}", page.text());
        assert!(page.says("action=\"/words\""), "and what is typed next is posted too");

        // It is nobody else's, and gone after a day; that is said.
        let gone = "検索した言葉は1日で消えます";
        let other = t.get(Cast::OtherCenterStaff, &path).await.expect(200);
        assert!(other.says(gone) && !other.says("花子"));
        for to in ["//evil.example", "https://evil.example", "/cases?x=1"] {
            t.post(Cast::CenterStaff, "/words", &[("to", to), ("q", "花子")]).await.expect(400);
        }
        t.write(|mut tx| async move {
            Query::of("update typed_words set typed_at = 0 where municipality_id = $m", ())
                .run(&mut tx)
                .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says(gone));
    })
    .await;
}

#[tokio::test]
async fn a_form_in_which_nothing_stands_is_no_draft_and_what_was_kept_of_it_goes() {
    each_database(async |t| {
        let (place, path) = (("draft-place", "/cases"), "/drafts?place=/cases");
        let blank = [place, ("draft-page", "/cases/new"), ("version", "3"), ("title", " ")];
        t.post(Cast::CenterStaff, "/drafts", &blank).await.expect(204);
        t.get(Cast::CenterStaff, path).await.expect(204);
        let typed = [place, ("draft-page", "/cases/new"), ("title", "ごみ出し")];
        t.post(Cast::CenterStaff, "/drafts", &typed).await.expect(200);
        t.get(Cast::CenterStaff, path).await.expect(200);
        t.post(Cast::CenterStaff, "/drafts", &blank).await.expect(204);
        t.get(Cast::CenterStaff, path).await.expect(204);
        let today = t.get(Cast::CenterStaff, "/").await.expect(200);
        assert!(!today.says("書きかけを続ける"));
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_is_kept_sealed_for_its_writer_alone_and_for_a_fortnight() {
    each_database(async |t| {
        let typed = [
            ("draft-place", "/cases"),
            ("draft-page", "/cases/new"),
            ("title", "松戸 花子さんのごみ出し"),
            ("factor", "a"),
            ("factor", "b"),
        ];
        let kept = t.post(Cast::CenterStaff, "/drafts", &typed).await.expect(200);
        assert!(kept.says("R7.10.1 "), "{}", kept.text());
        assert!(t.stand_open("花子").await.is_empty());

        let path = "/drafts?place=/cases";
        let back = t.get(Cast::CenterStaff, path).await.expect(200);
        assert!(
            back.says(r#"[["factor","a"],["factor","b"],["title","松戸 花子さんのごみ出し"]]"#)
        );
        t.get(Cast::OtherCenterStaff, path).await.expect(204);
        t.get(Cast::CenterStaff, "/drafts?place=/persons").await.expect(204);
        let today = t.get(Cast::CenterStaff, "/").await.expect(200);
        assert!(today.says("書きかけを続ける") && today.says(r#"href="/cases/new""#));
        assert!(today.says("事例・R7.10.1 "), "what it is about: {}", today.text());
        assert!(!t.get(Cast::OtherCenterStaff, "/").await.expect(200).says("書きかけを続ける"));

        // What is typed further takes its place; without a page it stays where it was begun.
        let further = [("draft-place", "/cases"), ("draft-page", ""), ("title", "ごみ出し")];
        t.post(Cast::CenterStaff, "/drafts", &further).await.expect(200);
        assert!(t.get(Cast::CenterStaff, path).await.expect(200).says(r#"[["title","ごみ出し"]]"#));
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says(r#"href="/cases/new""#));

        // Others' addresses are nobody's place, and a page that is elsewhere is not led to.
        for wrong in ["", "cases", "//example.org/cases"] {
            t.post(Cast::CenterStaff, "/drafts", &[("draft-place", wrong)]).await.expect(400);
        }
        let removal = [("draft-place", "/cases")];
        t.post(Cast::OtherCenterStaff, "/drafts/removal", &removal).await.expect(204);
        t.get(Cast::CenterStaff, path).await.expect(200);
        // Who has moved on to another role or centre does not open what they wrote before.
        let moved = "update drafts set seat = 'center_staff kogane' where municipality_id = $m";
        let stays = "update drafts set seat = 'center_staff mei1' where municipality_id = $m";
        for (change, status) in [(moved, 204), (stays, 200)] {
            t.write(|mut tx| async move {
                Query::of(change, ()).run(&mut tx).await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
            t.get(Cast::CenterStaff, path).await.expect(status);
        }
        t.post(Cast::CenterStaff, "/drafts/removal", &removal).await.expect(204);
        t.get(Cast::CenterStaff, path).await.expect(204);

        t.post(Cast::CenterStaff, "/drafts", &typed).await.expect(200);
        let after = async |change: &'static str| {
            let tidied = t
                .write(|mut tx| async move {
                    Query::of(change, ()).run(&mut tx).await?;
                    let tidied = crate::drafts::tidy(&mut tx).await?;
                    Ok((tx, tidied))
                })
                .await;
            t.get(Cast::CenterStaff, path).await.expect(204);
            tidied.unwrap()
        };
        let damaged = "update drafts set fields = substr(fields, 2) where municipality_id = $m";
        assert_eq!(after(damaged).await, 0, "it does not open, and nothing else is lost by that");
        let old = "update drafts set typed_at = 0 where municipality_id = $m";
        assert_eq!(after(old).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_arrives_behind_the_form_that_was_sent_is_not_kept_again_whatever_page_follows() {
    each_database(async |t| {
        let typing = |key: &'static str| {
            [
                ("draft-place", "/meetings"),
                ("draft-page", "/meetings/new"),
                ("draft-writing", key),
                ("place", "市役所の別館"),
            ]
        };
        let path = "/drafts?place=/meetings";
        let city = Cast::CityOfficer;
        t.post(city, "/drafts", &typing("one")).await.expect(200);
        let mut sent =
            vec![("sent-place", "/meetings"), ("sent-writing", "one"), ("place", "市役所の別館")];
        // A form that comes back was not taken.
        t.post(city, "/meetings", &sent).await.expect(422);
        t.get(city, path).await.expect(200);
        assert!(t.get(city, &format!("{path}&writing=one")).await.expect(200).says("false"));

        sent.extend([
            ("conference", "city_conference.municipality"),
            ("day", "R8.1.29"),
            ("mode", "in_person"),
        ]);
        t.post(city, "/meetings", &sent).await.expect(303);
        t.get(city, path).await.expect(204);
        assert!(t.get(city, &format!("{path}&writing=one")).await.expect(200).says("true"));
        t.post(city, "/drafts", &typing("one")).await.expect(204);
        t.get(city, path).await.expect(204);
        assert!(!t.get(city, "/").await.expect(200).says("書きかけを続ける"));
        assert!(t.stand_open("別館").await.iter().all(|place| !place.starts_with("drafts")));

        // The next time that the form is opened is another writing.
        t.post(city, "/drafts", &typing("two")).await.expect(200);
        assert!(t.get(city, path).await.expect(200).says("市役所の別館"));
    })
    .await;
}

#[tokio::test]
async fn a_day_is_read_as_the_form_would_read_it_and_stands_in_no_address() {
    each_database(async |t| {
        let read = async |typed: &str| {
            let answer = t.post(Cast::CarePresenter, "/days", &[("typed", typed)]).await;
            answer.expect(200).text()
        };
        let day = r#"{"words":"令和8年1月13日(火)","short":"R8.1.13","iso":"2026-01-13"}"#;
        for typed in ["R8.1.13", "令和8年1月13日", "2026/1/13", "20260113", "２０２６－０１－１３"]
        {
            assert_eq!(read(typed).await, day, "{typed}");
        }
        assert!(read("8/1/13").await.contains("wrong"));
        assert!(read("R8.13.1").await.contains("wrong"));
        t.post(Cast::Stranger, "/days", &[("typed", "R8.1.13")]).await.expect(303);
        t.get(Cast::CarePresenter, "/days").await.expect(405);
    })
    .await;
}

#[tokio::test]
async fn what_a_year_is_stands_where_its_period_is_chosen() {
    each_database(async |t| {
        let page = t.get(Cast::CityOfficer, "/meetings").await.expect(200);
        assert!(page.says("「令和7年度」は、市の会議が開かれる年度"), "{}", page.text());
        assert!(
            page.says(
                "令和7年度の分は、合わせて令和6年12月1日(日)から令和7年11月30日(日)までです。"
            )
        );
    })
    .await;
}

#[tokio::test]
async fn what_goes_wrong_is_told_within_the_frame_of_whoever_is_signed_in() {
    each_database(async |t| {
        let wrong = [("/nowhere", 404), ("/cases/c-1", 404), ("/settings/structure", 403)];
        for (path, status) in wrong {
            let page = t.get(Cast::CenterStaff, path).await.expect(status);
            assert!(page.says("aria-label=\"主な画面\"") && page.says("サインアウト"), "{path}");
            assert!(!page.says("議事対象期間"), "{path}: nothing there is narrowed to a period");
        }
        let stranger = t.get(Cast::Stranger, "/nowhere").await.expect(404);
        assert!(stranger.says("ページが見つかりません") && !stranger.says("サインアウト"));
    })
    .await;
}

#[tokio::test]
async fn the_box_for_searching_promises_no_records_to_those_who_may_know_of_none() {
    each_database(async |t| {
        for who in [Cast::PrefectureOfficer, Cast::Auditor, Cast::Guest] {
            let page = t.get(who, "/search").await.expect(200);
            assert!(page.says("使い方を検索") && !page.says("検索(事例"), "{who:?}");
            let found = t.search(who, "/search", "印刷").await.expect(200);
            assert!(found.says(">使い方</span> <a"), "{who:?}: {}", found.text());
        }
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says("検索(事例"));
    })
    .await;
}
