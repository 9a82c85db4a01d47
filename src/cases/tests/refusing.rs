//! What a command refuses, whoever calls it.

use super::*;
use crate::{
    error::Error,
    testing::{Cast, each_database},
};
use kept::Doing;

/// A case as it may have come from a file before anybody looked at the words of its factors.
async fn with_words(t: &TestApp, words: &str) -> CaseId {
    let id = registered(t, "mei1", sheet()).await;
    let (system, case) = (&t.system(), &id);
    let mut told = sheet();
    told.factors[0].words = words.into();
    let told = &told;
    t.write(|mut tx| async move {
        let permit = leave::leave(&mut tx, system, act::Edit, case).await?;
        let form = MATSUDO.form(CASE_SHEET).unwrap();
        kept::change(&mut tx, permit, 1, told, form).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn words_of_a_factor_that_tell_who_it_is_do_not_leave_the_centre() {
    each_database(async |t| {
        for (words, status) in [("花子さんは独り", 422), ("独り", 303)] {
            let id = with_words(&t, words).await;
            let path = format!("/cases/{id}/shared");
            assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says(words), "it is shown");
            let twin = [
                ("version", "2"),
                ("title", "ごみ出し"),
                ("shared.wish", "家で"),
                ("shared.background", "相談"),
                ("shared.question", "ごみ"),
                ("then", "confirm"),
            ];
            let answer = t.post(Cast::CenterStaff, &path, &twin).await.expect(status);
            assert_eq!(answer.says("の文字の「花子」は、本人の氏名"), status == 422);
            let mut conn = t.read().await;
            let case = kept::find(&mut conn, &id).await.unwrap();
            assert_eq!(case.is_confirmed(), status == 303);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_registered_submitted_or_closed_that_a_page_would_refuse() {
    each_database(async |t| {
        let id = &registered(&t, "mei1", written(|outline| outline.title.clear())).await;
        let system = &t.system();
        let submitted = t
            .write(|mut tx| async move {
                let permit = leave::leave(&mut tx, system, act::Submit, id).await?;
                commands::submit(&mut tx, permit, &MATSUDO).await?;
                Ok((tx, ()))
            })
            .await;
        let Err(Error::Refused(why)) = submitted else { panic!("{submitted:?}") };
        assert_eq!(why.to_string(), "「件名(匿名)」が書かれていません。");

        let telling = &written(|outline| outline.consent = Consent::Named);
        let changed = t
            .write(|mut tx| async move {
                let permit = leave::leave(&mut tx, system, act::Edit, id).await?;
                commands::change(&mut tx, permit, &MATSUDO, 1, telling).await?;
                Ok((tx, ()))
            })
            .await;
        let Err(Error::Refused(why)) = changed else { panic!("{changed:?}") };
        let fields: Vec<String> = why.into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["consent_basis"]);
    })
    .await;
}

#[tokio::test]
async fn a_record_is_not_finished_before_its_day_nor_with_a_name_in_it() {
    each_database(async |t| {
        let id = &registered(&t, "mei1", sheet()).await;
        confirmed(&t, id).await;
        submitted(&t, id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY.plus_days(7)).await;
        let review = &chosen(&t, id, &held.id).await.unwrap();
        let (system, input) =
            (&t.system(), &RecordInput { policy: "松戸花子を見守る".into(), ..Default::default() });
        let recorded = t
            .write(|mut tx| async move {
                let permit = leave::leave(&mut tx, system, act::Record, id).await?;
                let version = review.version;
                commands::record(&mut tx, permit, &review.id, version, input, Doing::Finish)
                    .await?;
                Ok((tx, ()))
            })
            .await;
        let Err(Error::Refused(why)) = recorded else { panic!("{recorded:?}") };
        let said = why.to_string();
        for words in ["氏名が含まれています", "一つ以上選ぶか", "より前なので"]
        {
            assert!(said.contains(words), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn days_that_cannot_be_are_asked_about_at_their_field() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        let consent = &format!("/cases/{id}/steps/consent");
        for (path, field, day) in [
            ("/cases", "person.born", "R9.1.1"),
            (consent, "consent_on", "R8.3.1"),
            ("/cases", "person.born", "M9.1.1"),
        ] {
            let mut fields: Vec<_> = super::pages::NEW.to_vec();
            fields.retain(|(name, _)| *name != field);
            fields.extend([(field, day), ("version", "1")]);
            let page = t.post(Cast::CenterStaff, path, &fields).await.expect(422);
            assert!(
                page.says("年を確かめてください") && page.says(day),
                "{field}: {}",
                page.text()
            );
        }
        let fields =
            [("conference", "individual.mei1"), ("mode", "in_person"), ("day", "R99.11.20")];
        let page = t.post(Cast::CenterStaff, "/meetings", &fields).await.expect(422);
        assert!(page.says("今日からずっと先の日です"));
    })
    .await;
}

/// A twin about to be confirmed, with these words in it.
fn twin<'a>(version: &'a str, title: &'a str, wish: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("version", version),
        ("title", title),
        ("shared.wish", wish),
        ("shared.background", "相談"),
        ("shared.question", "ごみ"),
        ("then", "confirm"),
    ]
}

#[tokio::test]
async fn a_twin_that_tells_who_it_is_about_is_not_confirmed() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        let other =
            NewPerson {
                name: "仮名 梅".into(), kana: "カメイ ウメ".into(), ..someone("mei1")
            };
        persons::tests::registered(&t, &other).await;
        let path = format!("/cases/{id}/shared");
        for (title, wish, says) in [
            ("松戸花子さんのごみ", "家で", "件名に、本人の氏名が含まれています"),
            ("ごみ", "隣の仮名梅と暮らす", "「仮名梅」は、センターの名簿にある氏名です"),
            ("ごみ", "まつどはなこは家で", "本人の氏名が含まれています"),
            ("ごみ", "1940.4.1に生まれ", "本人の生年月日が含まれています"),
            ("ごみ", "85歳で独り", "「85歳」は、年齢です(「80代」などと書きます)"),
        ] {
            let said = t.post(Cast::CenterStaff, &path, &twin("1", title, wish)).await.expect(422);
            assert!(said.says(says), "{wish}\n{}", said.text());
            let mut conn = t.read().await;
            assert!(!kept::find(&mut conn, &id).await.unwrap().is_confirmed(), "{wish}");
        }
        t.post(Cast::CenterStaff, &path, &twin("1", "ごみ", "家で")).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn who_brings_a_case_is_known_to_the_gate_and_looked_through_themselves() {
    each_database(async |t| {
        let brought = |name: &str| written(|outline| outline.presenter_name = name.into());
        let id = registered(&t, "mei1", brought("糸川谷 美月(架空居宅)")).await;
        let path = format!("/cases/{id}/shared");
        for wish in ["糸川谷美月が担当", "事例提供者(ケアマネジャー)の試験が担当"]
        {
            let name = wish.trim_end_matches("が担当");
            let said = t.post(Cast::CenterStaff, &path, &twin("1", "ごみ", wish)).await.expect(422);
            let says = format!("「{name}」は、事例提供者の氏名です(「担当者」などと書きます)");
            assert!(said.says(&says), "{}", said.text());
        }
        t.post(Cast::CenterStaff, &path, &twin("1", "ごみ", "架空居宅が担当")).await.expect(303);

        // A relative who brought it tells who it is about, to all who are told what became of it.
        let id = registered(&t, "mei1", brought("松戸花子の娘")).await;
        let path = format!("/cases/{id}/shared");
        let said = t.post(Cast::CenterStaff, &path, &twin("1", "ごみ", "家で")).await.expect(422);
        assert!(said.says("「事例提供者」に、本人の氏名が含まれています"), "{}", said.text());

        // Written after the confirmation, it withdraws that.
        let id = &registered(&t, "mei1", sheet()).await;
        confirmed(&t, id).await;
        let (system, told) = (&t.system(), &brought("松戸花子の娘"));
        let changed = t
            .write(|mut tx| async move {
                let permit = leave::leave(&mut tx, system, act::Edit, id).await?;
                let changed = commands::change(&mut tx, permit, &MATSUDO, 2, told).await?;
                Ok((tx, changed))
            })
            .await
            .unwrap();
        assert_eq!(changed, kept::Changed::ConfirmationWithdrawn);
    })
    .await;
}

#[tokio::test]
async fn nothing_that_was_typed_into_a_draft_stands_in_the_open() {
    each_database(async |t| {
        let mut typed = written(|outline| {
            outline.consent = Consent::Named;
            outline.consent_basis = "合図の根拠".into();
            outline.title = "合図の件名".into();
        });
        for (key, words) in [("medication", "合図の服薬"), ("wish", "合図の望み")] {
            typed.named.set(key, Answer::Text(words.into()));
        }
        let (before, nothing) = ("合図の動作".to_owned(), String::new);
        let adl = Answer::Stages { before, expected: nothing(), after: nothing() };
        typed.named.set("adl", adl);
        typed.factors[0].words = "合図の要因".into();
        let id = &registered(&t, "mei1", typed.clone()).await;
        assert_eq!(t.stand_open("合図").await, [""; 0]);

        // Once confirmed, what the twin takes over stands there, until the confirmation is withdrawn.
        confirmed(&t, id).await;
        assert!(!t.stand_open("合図の服薬").await.is_empty());
        assert!(!t.stand_open("合図の要因").await.is_empty());
        assert_eq!(t.stand_open("合図の根拠").await, [""; 0]);
        let (system, typed) = (&t.system(), &{
            typed.named.set("wish", Answer::Text("合図の別の望み".into()));
            typed
        });
        t.write(|mut tx| async move {
            let permit = leave::leave(&mut tx, system, act::Edit, id).await?;
            commands::change(&mut tx, permit, &MATSUDO, 2, typed).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        assert_eq!(t.stand_open("合図").await, [""; 0]);
    })
    .await;
}
