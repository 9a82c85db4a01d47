use jiff::civil::date;
use serde_json::json;
use typst::layout::{Frame, FrameItem};

use super::*;
use crate::testing::Log;

fn template(source: &'static str) -> Template {
    Template { path: "/main.typ", source, parts: &[] }
}

fn meta() -> Meta {
    Meta { title: "資料2 議論のまとめ".into(), language: "ja", date: date(2026, 1, 29) }
}

const PLAIN: &str = r#"#import "/base.typ": *
#show: document
#heading(level: 1, data.title)
#data.body"#;

#[test]
fn the_same_data_gives_the_same_bytes() {
    let data = json!({ "title": "題", "body": "本文 髙﨑 #strong[記号はそのまま]" });
    let first = pdf(&template(PLAIN), &data, &meta()).unwrap();
    let second = pdf(&template(PLAIN), &data, &meta()).unwrap();
    assert_eq!(first, second);
    assert!(first.starts_with(b"%PDF-"));
}

#[test]
fn a_plain_document_is_accessible() {
    let bytes = pdf(&template(PLAIN), &json!({ "title": "題", "body": "文" }), &meta()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("pdfuaid"), "PDF/UA-1 identifier is missing");
    assert!(text.contains("/Lang"), "language is missing");
}

#[test]
fn a_character_without_a_glyph_still_gives_a_document() {
    let (log, _listening) = Log::begin();
    let bytes = pdf(&template(PLAIN), &json!({ "title": "題", "body": "𓀀" }), &meta()).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("pdfuaid"));
    let said = log.said();
    assert!(said.contains("not PDF/UA-1"), "{said}");
    assert!(!said.contains('𓀀') && !said.contains("13000"), "what is logged quotes nobody: {said}");
}

/// What is set, glyph by glyph: its text, the width that it takes, and the one that it has in its font.
fn glyphs(frame: &Frame, all: &mut Vec<(String, f64, f64)>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => glyphs(&group.frame, all),
            FrameItem::Text(run) => all.extend(run.glyphs.iter().map(|glyph| {
                let own = run.font.x_advance(glyph.id).map_or(0.0, |width| width.get());
                let set = glyph.x_advance.get() + glyph.x_offset.get().min(0.0);
                (run.text[glyph.range()].to_owned(), set, own)
            })),
            _ => {}
        }
    }
}

#[test]
fn brackets_and_full_stops_keep_their_width_wherever_they_meet_and_lines_break() {
    let source = r#"#import "/base.typ": *
#show: document
#box(width: 6em, data.words)
#data.words"#;
    let words = "（上）。「下」「左」・【右】、（（甲）「乙」）。：「丙」です。".repeat(3);
    let data = serde_json::to_vec(&json!({ "words": words })).unwrap();
    let meta = json!({ "title": "題", "language": "ja", "lacking": [] }).to_string();
    let world = SealedWorld::new(("/main.typ", source), [].into_iter(), data, meta.into_bytes());
    let document = typst::compile::<PagedDocument>(&world).output.unwrap();
    let mut all = Vec::new();
    document.pages().iter().for_each(|page| glyphs(&page.frame, &mut all));
    let text: String = all.iter().map(|(text, ..)| text.as_str()).collect();
    assert!(text.contains(&words), "nothing is added to what is copied: {text}");
    for (text, set, own) in all {
        assert!(set >= own - 0.001, "{text} is set {set} em wide and is {own} em wide");
    }
}

#[test]
fn a_template_reaches_no_file_package_or_clock() {
    for source in [
        "#read(\"/etc/passwd\")",
        "#import \"@preview/cetz:0.3.0\"",
        "#include \"/other.typ\"",
        "#datetime.today()",
    ] {
        let refused = pdf(&template(source), &json!({}), &meta());
        assert!(matches!(refused, Err(PrintError::Template { .. })), "{source} was allowed");
    }
}

#[test]
fn a_fault_names_its_file_and_line() {
    let fault = pdf(&template("\n\n#data.missing"), &json!({}), &meta()).unwrap_err();
    assert!(fault.to_string().contains("/main.typ:3"), "{fault}");
}

#[tokio::test]
async fn background_jobs_share_the_seats() {
    let jobs = (0..4).map(|n| {
        let data = json!({ "title": "題", "body": n.to_string() });
        in_background(move || pdf(&template(PLAIN), &data, &meta()))
    });
    for set in futures_util::future::join_all(jobs).await {
        assert!(set.unwrap().starts_with(b"%PDF-"));
    }
}
