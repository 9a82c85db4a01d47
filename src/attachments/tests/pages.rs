//! Adding, looking at, confirming: what pages say and what they refuse.

use axum::http::header;

use super::*;
use crate::testing::flat;

#[tokio::test]
async fn a_file_comes_back_as_it_is_and_can_do_nothing_here() {
    each_database(async |t| {
        let World { case, named, .. } = world(&t).await;
        let to = format!("case/{case}");
        let plan = pdf(b"% kept as it is");
        attach(&t, Cast::CenterStaff, &to, &[("kind", "care_plan")], &plan).await.expect(303);
        let of_case = of(&t, "case", case.as_str()).await;
        let saved = t.get(Cast::CenterStaff, &format!("/attachments/{}", of_case[2])).await;
        assert_eq!(saved.bytes, plan);
        let shown = t.get(Cast::CenterStaff, &format!("/attachments/{named}")).await;
        assert!(image::load_from_memory(&shown.bytes).is_ok());
        for (answer, kind, way) in
            [(&saved, "application/pdf", "attachment"), (&shown, "image/png", "inline")]
        {
            let says = |name: header::HeaderName| {
                answer.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
            };
            assert_eq!(says(header::CONTENT_TYPE), kind);
            assert_eq!(says(header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
            assert_eq!(says(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
            assert_eq!(says(header::X_FRAME_OPTIONS), "DENY");
            assert_eq!(says(header::CACHE_CONTROL), "no-store");
            let disposition = says(header::CONTENT_DISPOSITION);
            assert!(disposition.starts_with(way), "{disposition}");
            assert!(!disposition.contains("%E5%B1%B1%E7%94%B0"), "not the name it was sent under");
        }
        let page = t.get(Cast::CenterStaff, &format!("/cases/{case}")).await.expect(200);
        assert!(page.says("家屋図: 架空花子さんの玄関") && page.says("PDF "));
        assert!(page.says("匿名の資料に含む") && page.says("匿名の資料では「写真: 段差」"));
        assert!(!page.says("山田花子"));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    each_database(async |t| {
        let (case, _) = scene::reviewed(&t, "mei1", DAY, "").await;
        let to = format!("case/{case}");
        let page = t.get(Cast::CenterStaff, &format!("/attachments/to/{to}")).await.expect(200);
        assert!(page.says("20MBまで") && page.says("撮影した場所") && page.says("あと20件"));
        let typed = [("kind", "house_plan"), ("title", "玄関まわり")];
        let large = vec![b'%'; super::super::attachment::LARGEST + 1];
        for (content, sentence) in [
            (&b"MZ\x90\x00 a program"[..], "この種類のファイルは添付できません"),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "互換性優先"),
            (&pdf(b"3 0 obj<</S/JavaScript/JS(a)>>endobj"), "PDFに印刷"),
            (&archive(&[("[Content_Types].xml", "vbaProject")]), "マクロ"),
            (&large, "ファイルが大きすぎます"),
            (b"", "ファイルが空です"),
        ] {
            let page = attach(&t, Cast::CenterStaff, &to, &typed, content).await.expect(422);
            assert!(page.says(sentence), "{sentence}\n{}", page.text());
            assert!(page.says("value=\"玄関まわり\"") && page.says("value=\"house_plan\" checked"));
        }
        let png = picture(ImageFormat::Png);
        let page = attach(&t, Cast::CenterStaff, &to, &[("title", "x")], &png).await.expect(422);
        assert!(page.says("種類を選んでください") && page.says("もう一度選んでください"));
        let page = attach(&t, Cast::CenterStaff, &to, &[("kind", "other")], &png).await.expect(422);
        assert!(page.says("何のファイルか"));
        let path = format!("/attachments/to/{to}");
        let none = t.upload(Cast::CenterStaff, &path, &typed, ("file", "", b"")).await;
        assert!(none.expect(422).says("添付するファイルを選んでください"));
        assert!(of(&t, "case", case.as_str()).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn twenty_lie_beside_a_record_and_no_more() {
    each_database(async |t| {
        let (case, _) = scene::reviewed(&t, "mei1", DAY, "").await;
        let to = format!("case/{case}");
        for _ in 0..20 {
            attach(&t, Cast::CenterStaff, &to, &[("kind", "care_plan")], &pdf(b""))
                .await
                .expect(303);
        }
        let page = attach(&t, Cast::CenterStaff, &to, &[("kind", "care_plan")], &pdf(b"")).await;
        assert!(page.expect(422).says("添付は20件までです"));
        let add = format!("href=\"/attachments/to/{to}\"");
        assert!(!t.get(Cast::CenterStaff, &format!("/cases/{case}")).await.expect(200).says(&add));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_confirmed_unseen_and_no_name_is_its_title() {
    each_database(async |t| {
        let World { case, named, .. } = world(&t).await;
        let path = format!("/attachments/{named}/confirmation");
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says(&format!("<img src=\"/attachments/{named}\"")));
        let unseen = t.post(Cast::CenterStaff, &path, &[("title", "玄関")]).await.expect(422);
        assert!(unseen.says("確かめてから印を付けてください") && unseen.says("value=\"玄関\""));
        let named_title = [("title", "架空花子さんの玄関"), ("seen", "yes")];
        let told = t.post(Cast::CenterStaff, &path, &named_title).await.expect(422);
        assert!(told.says("本人の氏名が含まれています"), "{}", told.text());
        t.get(Cast::CityOfficer, &format!("/attachments/{named}")).await.expect(404);
        t.post(Cast::CenterStaff, &path, &[("title", "玄関"), ("seen", "yes")]).await.expect(303);
        t.get(Cast::CityOfficer, &format!("/attachments/{named}")).await.expect(200);
        t.get(Cast::CenterStaff, &path).await.expect(409);

        let word = r#"<Types>wordprocessingml.document.main+xml</Types>"#;
        let word = archive(&[("[Content_Types].xml", word)]);
        let to = format!("case/{case}");
        attach(&t, Cast::CenterStaff, &to, &[("kind", "care_plan")], &word).await.expect(303);
        let word = of(&t, "case", case.as_str()).await.pop().unwrap();
        let path = format!("/attachments/{word}/confirmation");
        t.get(Cast::CenterStaff, &path).await.expect(409);
        t.post(Cast::CenterStaff, &path, &[("seen", "yes")]).await.expect(409);
        t.get(Cast::CityOfficer, &format!("/attachments/{word}")).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn the_title_of_a_meetings_attachment_passes_the_gate() {
    each_database(async |t| {
        scene::reviewed(&t, "mei1", DAY, "").await;
        let meeting = scene::meeting(&t, "individual", DAY.plus_days(40)).await;
        let to = format!("meeting/{meeting}");
        let typed = [("kind", "other"), ("title", "架空花子さんの件"), ("sure", "yes")];
        let asked = attach(&t, Cast::CenterStaff, &to, &typed, &pdf(b"")).await.expect(422);
        assert!(asked.says("<mark>架空花子"), "{}", asked.text());
        let text = asked.text();
        let sign = text.split("name=\"judged\" value=\"").nth(1).expect("a tick");
        let sign = sign.split('"').next().unwrap();
        let judged = [&typed[..], &[("judged", sign)]].concat();
        attach(&t, Cast::CenterStaff, &to, &judged, &pdf(b"")).await.expect(303);
        let unsure = [("kind", "other"), ("title", "資料")];
        let asked = attach(&t, Cast::CenterStaff, &to, &unsure, &pdf(b"")).await.expect(422);
        assert!(asked.says("見る人すべてに見せてよい"));
    })
    .await;
}

#[tokio::test]
async fn the_agenda_on_paper_lists_what_lies_on_the_table_and_nothing_by_name() {
    each_database(async |t| {
        let World { meeting, .. } = world(&t).await;
        let sure = [("kind", "other"), ("title", "当日の地図"), ("sure", "yes")];
        let to = format!("meeting/{meeting}");
        attach(&t, Cast::CenterStaff, &to, &sure, &pdf(b"")).await.expect(303);
        let path = format!("/meetings/{meeting}/sheets/set.pdf");
        let paper = t.get(Cast::CenterStaff, &path).await.expect(200);
        let text = flat(&paper.bytes);
        assert!(text.contains("当日の地図") && text.contains("段差"), "{text}");
        assert!(!text.contains("玄関") && !text.contains("台所"), "{text}");
    })
    .await;
}
