//! What an attachment is.

use crate::{access::Subject, clock::Instant, id::AttachmentId, record, words};

words! {
    /// 添付の種類.
    pub enum AttachmentKind {
        CarePlan "care_plan" "ケアプラン",
        HousePlan "house_plan" "家屋図",
        Photo "photo" "写真",
        Other "other" "その他",
    }
}

words! {
    /// What a file is by its content. Nothing else is kept or served.
    pub enum Media {
        Pdf "pdf" "PDF",
        Jpeg "jpeg" "写真(JPEG)",
        Png "png" "画像(PNG)",
        Docx "docx" "Word",
        Xlsx "xlsx" "Excel",
    }
}

impl Media {
    /// As it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Media::Jpeg => "jpg",
            other => other.code(),
        }
    }

    /// Whether a browser shows it by itself. A picture was drawn anew by us; everything else is saved and opened elsewhere.
    pub fn is_picture(self) -> bool {
        matches!(self, Media::Jpeg | Media::Png)
    }

    /// Whether a person can see all of it before it goes to others: a book of tables has hidden sheets, a text its changes.
    pub fn shows_all(self) -> bool {
        matches!(self, Media::Pdf | Media::Jpeg | Media::Png)
    }
}

/// Bytes of one attachment: 20 MiB.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// Attachments of one record.
pub const MOST: i64 = 20;
/// Characters of a title.
pub const LONGEST_TITLE: usize = 60;

record! {
    /// An attachment as lists show it, without its content.
    #[derive(Clone, Debug)]
    pub struct Attachment of "a" {
        pub id: AttachmentId,
        pub subject_kind: String,
        pub subject_id: String,
        pub kind: AttachmentKind,
        pub media_kind: Media,
        pub bytes: i64,
        /// What it is called where others may read it; empty where its kind says enough.
        pub title: String,
        /// What it is called within its centre, sealed.
        pub(super) named_title: Option<Vec<u8>>,
        pub added_by_id: String,
        pub added_at: Instant,
        pub confirmed_by_id: Option<String>,
        pub confirmed_at: Option<Instant>,
    }
}

impl Attachment {
    /// 「ケアプラン」, or with what was written of it: 「家屋図: 玄関まわり」.
    pub fn called(&self, title: &str) -> String {
        match (self.kind, title) {
            (kind, "") => kind.label().to_owned(),
            (AttachmentKind::Other, title) => title.to_owned(),
            (kind, title) => format!("{}: {title}", kind.label()),
        }
    }

    /// Whether it is part of what may leave the centre of its case.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// Whether it lies beside this record.
    pub fn is_of(&self, subject: &Subject) -> bool {
        self.subject_kind == subject.kind && self.subject_id == subject.id
    }

    /// 「1.2MB」
    pub fn size(&self) -> String {
        size(self.bytes)
    }

    /// Under which name it is saved: what kind of thing it is and since when, never of whom.
    pub fn file_name(&self) -> String {
        let day = self.added_at.day().iso();
        format!("{}_{day}.{}", self.kind.label(), self.media_kind.extension())
    }
}

/// Bytes in words.
fn size(bytes: i64) -> String {
    const KB: i64 = 1024;
    match bytes {
        small if small < KB => format!("{small}B"),
        some if some < KB * KB => format!("{}KB", some / KB),
        large => {
            let tenths = large * 10 / (KB * KB);
            format!("{}.{}MB", tenths / 10, tenths % 10)
        }
    }
}
