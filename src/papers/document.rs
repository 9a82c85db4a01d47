//! The eight files of an edition: four papers, each as PDF and as Excel.

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use super::{compile::Papers, excel, pdf, sheets::PaperName};
use crate::{
    clock::Day,
    error::{Error, Result},
    print,
};

/// One of the four papers. Its word is the file's name on disk and in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
pub enum Document {
    /// 資料2
    #[strum(serialize = "shiryo2")]
    Area,
    /// 資料2 別添1
    #[strum(serialize = "shiryo2-betten1")]
    Factors,
    /// 資料2 別添2
    #[strum(serialize = "shiryo2-betten2")]
    Status,
    /// 資料3
    #[strum(serialize = "shiryo3")]
    City,
}

/// How a paper is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    Pdf,
    Xlsx,
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Format::Pdf => "PDF",
            Format::Xlsx => "Excel",
        }
    }
}

/// All documents in all formats.
pub fn all() -> impl Iterator<Item = (Document, Format)> {
    Document::iter().flat_map(|document| Format::iter().map(move |format| (document, format)))
}

/// `shiryo2-betten2.pdf`
pub fn file_name(document: Document, format: Format) -> String {
    format!("{}.{}", <&str>::from(document), <&str>::from(format))
}

/// Reads `shiryo2-betten2.pdf`.
pub fn of_file_name(name: &str) -> Option<(Document, Format)> {
    let (document, format) = name.rsplit_once('.')?;
    Some((document.parse().ok()?, format.parse().ok()?))
}

impl Papers {
    /// Number and title of one of them.
    pub fn name(&self, document: Document) -> &PaperName {
        match document {
            Document::Area => &self.area.name,
            Document::Factors => &self.factors.name,
            Document::Status => &self.status.name,
            Document::City => &self.city.name,
        }
    }

    /// Sets one of them; `dated` stands in the file's properties, so that the same records on the same day give
    /// the same bytes.
    ///
    /// # Errors
    /// When the paper cannot be set, which is a defect of ours.
    pub async fn set(&self, document: Document, format: Format, dated: Day) -> Result<Vec<u8>> {
        let day = dated.0;
        let papers = self.clone();
        match format {
            Format::Pdf => print::in_background(move || match document {
                Document::Area => pdf::area_discussions(&papers.area, day),
                Document::Factors => pdf::generalization(&papers.factors, day),
                Document::Status => pdf::functions_and_status(&papers.status, day),
                Document::City => pdf::city_issues(&papers.city, day),
            })
            .await
            .map_err(Error::internal),
            Format::Xlsx => match document {
                Document::Area => excel::area_discussions(&papers.area, day),
                Document::Factors => excel::generalization(&papers.factors, day),
                Document::Status => excel::functions_and_status(&papers.status, day),
                Document::City => excel::city_issues(&papers.city, day),
            }
            .map_err(Error::internal),
        }
    }
}
