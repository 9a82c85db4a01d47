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
            assert_eq!(answer.says("の文字に、「花子」は、本人の氏名"), status == 422);
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
        for words in ["氏名が含まれています", "少なくとも一つ", "まだ来ていない"]
        {
            assert!(said.contains(words), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn days_that_cannot_be_are_asked_about_at_their_field() {
    each_database(async |t| {
        for (field, day) in
            [("person.born", "R9.1.1"), ("consent_on", "R8.3.1"), ("person.born", "M9.1.1")]
        {
            let mut fields: Vec<_> = super::pages::NEW.to_vec();
            fields.retain(|(name, _)| *name != field);
            fields.push((field, day));
            let page = t.post(Cast::CenterStaff, "/cases", &fields).await.expect(422);
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
