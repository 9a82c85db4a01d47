use jiff::civil::date;
use serde_json::json;

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
