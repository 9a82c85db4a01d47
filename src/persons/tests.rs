use super::{
    store::{list, same_as},
    *,
};
use crate::{
    access,
    clock::Day,
    db::{Pairs, Query},
    id::PersonId,
    testing::{Cast, TestApp, each_database},
};

fn person(name: &str, kana: &str, number: &str) -> NewPerson {
    NewPerson {
        center_id: "mei1".into(),
        name: name.into(),
        kana: kana.into(),
        born: Some(Day::of(1940, 4, 1)),
        address: "架空町1-2-3".into(),
        insured_number: number.into(),
        sex: Sex::Female,
    }
}

/// Somebody who is registered at a centre.
pub(crate) async fn registered(t: &TestApp, new: &NewPerson) -> PersonId {
    let actor = &t.system();
    t.write(|mut tx| async move {
        let facts = PersonFacts::new_at(new.center_id.clone());
        let permit = access::permit::<Register>(&mut tx, actor, &facts)?;
        let id = register(&mut tx, permit, new).await?;
        Ok((tx, id))
    })
    .await
    .unwrap()
}

fn names_of(t: &TestApp, center: &str) -> access::Seen<ListNames> {
    access::seen_on(&t.system(), RegisterFacts { center: center.into() }).unwrap()
}

#[tokio::test]
async fn a_centres_persons_are_listed_in_the_order_of_their_kana_and_opened_only_by_key() {
    each_database(async |t| {
        let _m = &t.municipality;
        let mut ids = Vec::new();
        for (n, sex) in Sex::ALL.iter().copied().enumerate() {
            let kana = ["ワカバ", "アオバ", "タケ", "ハヤシ"][n];
            let new = NewPerson { sex, ..person(&format!("架空 {n}"), kana, "") };
            ids.push(registered(&t, &new).await);
        }
        let mut conn = t.read().await;
        let listed = list(&mut conn, &names_of(&t, "mei1")).await.unwrap();
        let kana: Vec<&str> = listed.iter().map(|p| p.kana.as_str()).collect();
        assert_eq!(kana, ["アオバ", "タケ", "ハヤシ", "ワカバ"]);
        let elsewhere = &names_of(&t, "kogane");
        assert!(list(&mut conn, elsewhere).await.unwrap().is_empty());
        assert!(names(&mut conn, elsewhere, &ids).await.unwrap().is_empty());
        assert!(keys(&mut conn, elsewhere, &ids).await.unwrap().is_empty());
        for (id, sex) in ids.iter().zip(Sex::ALL.iter().copied()) {
            let leave =
                access::seen::<Read>(&mut conn, t.actor(Cast::CenterStaff), id).await.unwrap();
            assert_eq!(find(&mut conn, &leave).await.unwrap().sex, sex);
            assert!(access::seen::<Read>(&mut conn, t.actor(Cast::CityOfficer), id).await.is_err());
        }
        let here = &names_of(&t, "mei1");
        assert_eq!(names(&mut conn, here, &ids).await.unwrap().len(), 4);
        assert_eq!(keys(&mut conn, here, &ids).await.unwrap().len(), 4);
        // Leave to change somebody of another centre than the one that holds the name opens nothing.
        let facts = PersonFacts { person: ids[0].clone(), center: "kogane".into() };
        let moved = access::seen_on::<Read>(&t.system(), facts).unwrap();
        assert!(find(&mut conn, &moved).await.is_err());
        let nobody = PersonFacts::new_at("mei1".into());
        let nobody = access::seen_on::<Read>(&t.system(), nobody).unwrap();
        assert!(key(&mut conn, &nobody).await.is_err());
        let leave = access::seen::<Read>(&mut conn, &t.system(), &ids[0]).await.unwrap();
        assert_eq!(
            format!("{:?}", find(&mut conn, &leave).await.unwrap()),
            format!("Person({})", ids[0])
        );
    })
    .await;
}

/// Takes persons of a file in, in two parts.
async fn arrived(t: &TestApp, all: &[NewPerson]) -> Vec<PersonId> {
    let actor = t.actor(Cast::CenterStaff);
    t.write(|mut tx| async move {
        let facts = RegisterFacts { center: "mei1".into() };
        let permit = access::permit::<ImportPersons>(&mut tx, actor, &facts)?;
        let mut arriving = Arriving::at(&mut tx, permit).await?;
        let mut ids = Vec::new();
        for part in all.chunks(all.len().div_ceil(2)) {
            let part: Vec<&NewPerson> = part.iter().collect();
            ids.extend(arriving.of(&mut tx, &part).await?.into_iter().map(|(id, _)| id));
        }
        arriving.end(&mut tx).await?;
        Ok((tx, ids))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_same_name_or_number_is_noticed_whatever_its_width() {
    each_database(async |t| {
        let id = registered(&t, &person("松戸　花子", "マツド ハナコ", "1234567890")).await;
        let mut conn = t.read().await;
        let _m = &t.municipality;
        let again = person("松戸 花子", "", "");
        assert_eq!(same_as(&mut conn, &again).await.unwrap(), std::slice::from_ref(&id));
        let other = || person("別 人", "", "");
        let rows = [person("別 人", "", "１２３４５６７８９０"), other(), other()];
        drop(conn);
        let arrived = arrived(&t, &rows).await;
        assert_eq!(arrived[0], id);
        assert_ne!(arrived[1], id);
        assert_eq!(arrived[1], arrived[2], "also when they arrive in two parts");
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_who_change_the_same_person_is_told() {
    each_database(async |t| {
        let id = &registered(&t, &person("架空 一郎", "カクウ", "")).await;
        let path = format!("/persons/{id}");
        let fields = |name| [("name", name), ("sex", "male"), ("version", "1")];
        t.post(Cast::CenterStaff, &path, &fields("架空 二郎")).await.expect(303);
        let answer = t.post(Cast::CenterStaff, &path, &fields("架空 三郎")).await.expect(409);
        assert!(answer.says("架空 二郎") && answer.says("架空 三郎"));
    })
    .await;
}

#[tokio::test]
async fn names_are_shown_to_the_staff_of_the_centre_and_to_nobody_else() {
    each_database(async |t| {
        let id = registered(&t, &person("松戸 花子", "マツド ハナコ", "1234567890")).await;
        let path = format!("/persons/{id}");
        assert!(
            t.search(Cast::CenterStaff, "/persons", "まつど").await.expect(200).says("松戸 花子")
        );
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("85歳"));
        t.get(Cast::CenterStaff, &format!("{path}/edit")).await.expect(200);
        t.get(Cast::CenterStaff, "/persons/new").await.expect(200);
        for who in Cast::ALL
            .iter()
            .copied()
            .filter(|who| ![Cast::CenterStaff, Cast::Stranger].contains(who))
        {
            t.get(who, &path).await.expect(404);
            t.post(who, &path, &[("name", "x")]).await.expect(404);
        }
        assert!(!t.get(Cast::OtherCenterStaff, "/persons").await.expect(200).says("松戸 花子"));
        t.get(Cast::CityOfficer, "/persons").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_comes_back_with_what_was_typed_and_a_double_is_asked_about() {
    each_database(async |t| {
        let wrong = [("name", "架空 花"), ("insured_number", "12"), ("sex", "female")];
        let answer = t.post(Cast::CenterStaff, "/persons", &wrong).await.expect(422);
        assert!(answer.says("10桁") && answer.says("架空 花"));
        let right = [("name", "架空 花"), ("sex", "female")];
        t.post(Cast::CenterStaff, "/persons", &right).await.expect(303);
        assert!(
            t.post(Cast::CenterStaff, "/persons", &right)
                .await
                .expect(422)
                .says("同じ人ではありませんか")
        );
        let another = [("name", "架空 花"), ("sex", "female"), ("another", "yes")];
        t.post(Cast::CenterStaff, "/persons", &another).await.expect(303);
    })
    .await;
}

/// `cargo test --release -- --ignored measure_five_thousand`: opening and sorting a large centre's list.
#[tokio::test]
#[ignore = "a measurement"]
async fn measure_five_thousand_persons() {
    each_database(async |t| {
        let all: Vec<NewPerson> = (0..5_000)
            .map(|n| person(&format!("架空 {n}"), "カクウ", &format!("{n:010}")))
            .collect();
        arrived(&t, &all).await;
        let mut conn = t.read().await;
        let began = t.app.db().clock().now();
        let listed = list(&mut conn, &names_of(&t, "mei1")).await.unwrap();
        assert_eq!((listed.len(), began), (5_000, began));
    })
    .await;
}

#[tokio::test]
async fn a_name_that_does_not_open_takes_no_list_away() {
    each_database(async |t| {
        let whole = registered(&t, &person("架空 無事", "ブジ", "")).await;
        let damages = [
            Query::update("persons", Pairs::new().set("name", vec![1_u8; 40])),
            Query::update("persons", Pairs::new().set("born", Vec::<u8>::new())),
            Query::update("person_keys", Pairs::new().set("wrapped", vec![0_u8; 73])),
        ];
        for (n, damage) in damages.into_iter().enumerate() {
            let name = format!("架空 破損{n}");
            let id = registered(&t, &person(&name, "ハソン", "")).await;
            let column = if n == 2 { " and person_id = $1" } else { " and id = $1" };
            let damage = &damage.with(column, &id);
            t.write(|mut tx| async move {
                damage.clone().change_one(&mut tx).await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
            let page = t.get(Cast::CenterStaff, "/persons").await.expect(200);
            assert!(page.says("架空 無事") && page.says("開けません"), "{n}: {}", page.text());
            assert!(!page.says(&name), "{n}");
            let mut conn = t.read().await;
            let ids = [whole.clone(), id];
            let opened = names(&mut conn, &names_of(&t, "mei1"), &ids).await.unwrap();
            assert_eq!(opened[&whole], "架空 無事");
            // Its day of birth alone leaves the name as it is.
            assert_eq!(opened[&ids[1]].contains("開けません"), n != 1);
        }
    })
    .await;
}

#[tokio::test]
async fn words_are_looked_through_for_whoever_is_registered_now() {
    each_database(async |t| {
        let told = async |text: &str| {
            let mut conn = t.read().await;
            let gate = Gate::open(&mut conn, t.actor(Cast::CenterStaff), vec![]).await.unwrap();
            !gate.told_by(None, &[Text::at("words", text)]).unwrap().is_empty()
        };
        assert!(!told("架空花子が来た").await);
        let hanako = registered(&t, &person("架空 花子", "カクウ ハナコ", "")).await;
        assert!(told("架空花子が来た").await);
        registered(&t, &person("例示 太郎", "レイジ タロウ", "")).await;
        assert!(told("架空花子が来た").await && told("例示太郎が来た").await);
        let fields = [("name", "仮名 梅"), ("sex", "female"), ("version", "1")];
        t.post(Cast::CenterStaff, &format!("/persons/{hanako}"), &fields).await.expect(303);
        let hanako = &hanako;
        assert!(told("仮名梅が来た").await && told("例示太郎が来た").await);
        t.write(|mut tx| async move {
            Query::of("delete from persons where municipality_id = $m and id = $1", hanako)
                .run(&mut tx)
                .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        assert!(!told("仮名梅が来た").await && !told("架空花子が来た").await);
        assert!(told("例示太郎が来た").await);
    })
    .await;
}
