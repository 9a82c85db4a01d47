//! The structure as a file: checked, compared, refused, taken in.

use super::structure_tests::{CITY, version};
use crate::{
    clock::Day,
    commands,
    issues::tests::scene,
    preset::Preset,
    testing::{Cast, MATSUDO, each_database},
};

const FILE: &str = "/settings/structure/file";

#[tokio::test]
async fn a_file_is_checked_with_every_fault_before_anything_is_saved() {
    each_database(async |t| {
        let text = t.get(CITY, "/settings/structure.toml").await.expect(200).text();
        let wrong = text.replacen("level = \"city\"", "level = \"village\"", 1).replacen(
            "months = [3, 6, 12]",
            "months = [6, 3]",
            1,
        );
        let faults = Preset::parse("直した.toml", &wrong).unwrap_err();
        assert_eq!(faults.len(), 2);
        let file = ("file", "直した.toml", wrong.as_bytes());
        let uploads = "/settings/structure/uploads";
        t.upload(Cast::CenterStaff, uploads, &[], file).await.expect(403);
        let answer = t.upload(CITY, uploads, &[], file).await.expect(422);
        assert!(answer.says("2か所に誤りがあります"));
        for fault in &faults {
            assert!(answer.says(&format!("{}行目", fault.line)), "{fault}");
            assert!(answer.says(&fault.sentence), "{fault}");
        }
        assert!(answer.says("level = &#34;village&#34;</td>"), "{}", answer.text());
        assert!(answer.says("key = &#34;city_conference&#34;"), "the text comes back");
        assert!(!answer.says("この内容で体系を置き換える</button>"));
        let answer = t.post(CITY, FILE, &[("version", "1"), ("text", &wrong)]).await.expect(422);
        assert!(answer.says(&faults[0].sentence));
        let cut = ("file", "体系.toml", &b"\xff\xfe"[..]);
        let answer = t.upload(CITY, uploads, &[], cut).await.expect(422);
        assert!(answer.says("文字コードが UTF-8 ではありません"));
        assert_eq!(version(&t).await, "1", "nothing was saved");
        let same = t.upload(CITY, uploads, &[], ("file", "同じ.toml", text.as_bytes()));
        assert!(same.await.expect(200).says("いまの体系と同じです"));
    })
    .await;
}

#[tokio::test]
async fn a_checked_file_replaces_the_structure_once_and_shows_what_it_changes() {
    each_database(async |t| {
        t.get(Cast::CenterStaff, FILE).await.expect(403);
        t.get(Cast::Guest, FILE).await.expect(404);
        assert!(t.get(CITY, FILE).await.expect(200).says("体系の本文"));
        let mut new = (**MATSUDO).clone();
        new.factors[0].name = "見守る人がいない".into();
        new.professions.retain(|p| p.key.as_str() != "dentist");
        for kind in &mut new.conference_kinds {
            kind.members.retain(|seat| seat.profession.as_str() != "dentist");
        }
        let text = new.to_toml();
        let checked = t
            .upload(
                CITY,
                "/settings/structure/uploads",
                &[],
                ("file", "新.toml", format!("\u{feff}{text}").as_bytes()),
            )
            .await
            .expect(200);
        assert!(checked.says("この内容で体系を置き換える</button>"));
        assert!(checked.says("なくなる</span> 歯科医師"));
        assert!(checked.says("見守る人がいない") && checked.says("職種・立場"));
        assert_eq!(version(&t).await, "1", "a check saves nothing");
        let fields = [("version", "1"), ("text", text.as_str())];
        t.post(Cast::CenterStaff, FILE, &fields).await.expect(403);
        t.post(CITY, FILE, &fields).await.expect(303);
        assert_eq!(*t.structure().await, new);

        let other = (**MATSUDO).to_toml();
        let late = [("version", "1"), ("text", other.as_str())];
        let answer = t.post(CITY, FILE, &late).await.expect(409);
        assert!(answer.says("ほかの画面か、ほかの人が先に保存しました"));
        assert!(answer.says("加わる</span> 歯科医師"), "against what is saved now");
        assert_eq!(*t.structure().await, new);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_takes_away_what_records_point_at_is_refused_by_name() {
    each_database(async |t| {
        let day = Day::of(2025, 9, 10);
        scene::reviewed(&t, "mei1", day, "ごみ出し").await;
        let mut new = (**MATSUDO).clone();
        new.centers.retain(|c| c.key.as_str() != "mei1");
        new.case_kinds.retain(|k| k.key.as_str() != "difficult");
        for kind in &mut new.conference_kinds {
            kind.case_kinds.retain(|k| k.as_str() != "difficult");
        }
        for sheet in &mut new.run_sheets {
            sheet.case_kinds.retain(|k| k.as_str() != "difficult");
        }
        let text = new.to_toml();
        let fields = [("version", "1"), ("text", text.as_str())];
        let answer = t.post(CITY, FILE, &fields).await.expect(422);
        for sentence in [
            "センター「明第1地域包括支援センター」は消せません。利用者1人、支援対象者1人、会議1回、1事例があります。",
            "事例の種類「困難事例」は消せません。1事例があります。",
            "「地域個別ケア会議」の会議体1つは消せません。会議1回があります。",
        ] {
            assert!(answer.says(sentence), "{sentence}\n{}", answer.text());
        }
        // The same door for an operator's command.
        let command = commands::install(&t.app, &t.municipality, &new, false).await;
        assert!(command.unwrap_err().to_string().contains("困難事例"));

        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/kawabe.toml");
        let other = Preset::read(path.as_ref()).unwrap().to_toml();
        let fields = [("version", "1"), ("text", other.as_str())];
        let answer = t.post(CITY, FILE, &fields).await.expect(422);
        assert!(answer.says("市区町村コードが違います"));
        let mut next = (**MATSUDO).clone();
        next.municipality.fiscal_year = 2026;
        let text = next.to_toml();
        let fields = [("version", "1"), ("text", text.as_str())];
        let answer = t.post(CITY, FILE, &fields).await.expect(422);
        assert!(answer.says("令和8年度から使う体系です"));
        let begun = super::losses::fixed(&MATSUDO, &next, 2026);
        assert_eq!(begun, Vec::<String>::new(), "once the year has begun");
        let back = super::losses::fixed(&next, &MATSUDO, 2026);
        assert!(back[0].contains("令和8年度より前にはできません"), "{back:?}");
        assert_eq!(version(&t).await, "1");
    })
    .await;
}
