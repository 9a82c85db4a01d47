//! The eight files of an edition: four papers, each as PDF and as Excel.

use super::{compile::Papers, excel, pdf, sheets::PaperName};
use crate::{
    clock::Day,
    error::{Error, Result},
    print, words,
};

words! {
    /// One of the four papers. Its word is the file's name on disk and in addresses.
    pub enum Document {
        /// 資料2
        Area "shiryo2",
        /// 資料2 別添1
        Factors "shiryo2-betten1",
        /// 資料2 別添2
        Status "shiryo2-betten2",
        /// 資料3
        City "shiryo3",
    }
}

words! {
    /// How a paper is written out.
    pub enum Format {
        Pdf "pdf" "PDF",
        Xlsx "xlsx" "Excel",
    }
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// All documents in all formats.
pub fn all() -> impl Iterator<Item = (Document, Format)> {
    Document::ALL
        .iter()
        .flat_map(|document| Format::ALL.iter().copied().map(move |format| (*document, format)))
}

/// `shiryo2-betten2.pdf`
pub fn file_name(document: Document, format: Format) -> String {
    format!("{}.{}", document.code(), format.code())
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
