//! Sheets: what a page hands out on paper, alone or several in one document.

use serde::Serialize;
use serde_json::Value;

use super::{Meta, PrintError, Template, document};
use crate::clock::Day;

/// A sheet of paper: a value already counted and worded, and what sets it.
///
/// Its template defines `sheet(data)`, which begins a page of its own with `sheet-page` of `base.typ`; the value has an
/// [`Edge`] as `edge`.
#[derive(Clone, Debug)]
pub struct Sheet {
    template: &'static Template,
    data: Value,
}

impl Sheet {
    /// A sheet of this value.
    ///
    /// # Errors
    /// [`PrintError::Data`] if the value cannot be written as JSON.
    pub fn new(template: &'static Template, value: &impl Serialize) -> Result<Sheet, PrintError> {
        let data = serde_json::to_value(value)
            .map_err(|source| PrintError::Data { path: template.path, source })?;
        Ok(Sheet { template, data })
    }
}

/// What stands at the edges of every page of a sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Edge {
    /// Whose it is: 「松戸市　明第1地域包括支援センター」.
    pub head: String,
    /// What it is about: the case by its label, or the meeting and its day. A page that falls out of its sheet finds back.
    pub about: String,
    /// 「未確定」; empty for what may be handed out as it is.
    pub state: &'static str,
    /// How it may be handled, across the top.
    pub strip: Option<Strip>,
    /// 「令和7年10月1日 印刷」.
    pub foot: String,
}

/// A strip across the top of every page that says how the sheet may be handled.
#[derive(Clone, Debug, Serialize)]
pub struct Strip {
    /// Whether it must stay where it was printed, so that it is red.
    pub named: bool,
    pub words: &'static str,
    pub note: String,
}

impl Edge {
    /// The edges of what `municipality` and those who made it print on a day.
    pub fn of(municipality: &str, maker: &str, day: Day) -> Edge {
        let head = if maker == municipality { String::new() } else { format!("　{maker}") };
        Edge {
            head: format!("{municipality}{head}"),
            foot: format!("{} 印刷", nihon::wareki(day.0)),
            ..Edge::default()
        }
    }

    /// Says on every page what the sheet is about.
    #[must_use]
    pub fn about(self, about: impl Into<String>) -> Edge {
        Edge { about: about.into(), ..self }
    }

    /// Of a sheet with names.
    #[must_use]
    pub fn named(self, within: &str) -> Edge {
        let note = format!("{within}の中だけで使います");
        Edge { strip: Some(Strip { named: true, words: "実名・持出禁止", note }), ..self }
    }

    /// Of a sheet that a person confirmed to tell nobody.
    #[must_use]
    pub fn anonymous(self) -> Edge {
        let note = "記号と、確認された匿名の内容だけを載せています".to_owned();
        Edge { strip: Some(Strip { named: false, words: "匿名", note }), ..self }
    }

    /// Of a sheet that should tell nobody, which no person confirmed yet.
    #[must_use]
    pub fn unconfirmed(self) -> Edge {
        let note = "匿名の内容がまだ確認されていません".to_owned();
        Edge { strip: Some(Strip { named: true, words: "未確認・配布禁止", note }), ..self }
    }
}

/// Sets sheets one after the other as one document.
///
/// # Errors
/// As [`super::pdf`].
pub fn sheets(all: &[Sheet], meta: &Meta) -> Result<Vec<u8>, PrintError> {
    let mut source = String::from("#import \"/base.typ\": *\n#show: document\n");
    for (at, sheet) in all.iter().enumerate() {
        let path = sheet.template.path;
        source += &format!("#import \"{path}\": sheet as sheet-{at}\n#sheet-{at}(data.at({at}))\n");
    }
    let templates = all.iter().map(|sheet| sheet.template);
    let parts = templates.flat_map(|template| {
        template.parts.iter().copied().chain([(template.path, template.source)])
    });
    let data: Vec<&Value> = all.iter().map(|sheet| &sheet.data).collect();
    document(("/sheets.typ", &source), parts, &data, meta)
}
