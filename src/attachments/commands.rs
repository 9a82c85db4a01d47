//! Commands, whole: what they must know and what they refuse.

use super::{
    attachment::{AttachmentKind, MOST},
    content::Taken,
    rules::{Add, Confirm},
    store::{self, NewAttachment, Title},
};
use crate::{
    access::Permit,
    db::Tx,
    error::{Error, Refusals, Result},
    id::AttachmentId,
    persons,
};

/// Lays a file beside a record. What all who read it may read is looked through for who somebody is; of a case it is sealed.
pub async fn add(
    tx: &mut Tx,
    permit: Permit<Add>,
    kind: AttachmentKind,
    title: &str,
    taken: &Taken,
) -> Result<AttachmentId> {
    let mut refusals = Refusals::default();
    untold(kind, title, &mut refusals);
    if store::count(tx, &permit.of.subject()).await? >= MOST {
        let sentence =
            format!("添付は{MOST}件までです。使わないものを消してから、添付してください。");
        refusals.at("file", sentence);
    }
    let new = &NewAttachment { kind, taken };
    if permit.of.is_of_person() {
        refusals.or_refuse()?;
        return store::add(tx, permit, new, Title::Named(title)).await;
    }
    let title = &("title", title);
    let title = persons::clear_beside(tx, &permit, title, refusals).await?;
    store::add(tx, permit, new, Title::Open(title)).await
}

/// Makes an attachment of a case part of what may leave its centre, under a title that tells nobody.
///
/// # Errors
/// A conflict sentence for a kind of file of which nobody sees all.
pub async fn confirm(tx: &mut Tx, permit: Permit<Confirm>, title: &str) -> Result<()> {
    let attachment = store::find(tx, &permit.attachment).await?;
    if !attachment.media_kind.shows_all() {
        return Err(Error::conflict(NOT_ALL));
    }
    let mut refusals = Refusals::default();
    untold(attachment.kind, title, &mut refusals);
    let title = &("title", title);
    let title = persons::clear_beside(tx, &permit, title, refusals).await?;
    store::confirm(tx, permit, title).await
}

/// Why Word and Excel do not leave the centre of a case.
pub const NOT_ALL: &str = "WordとExcelには、隠れたシートや変更の履歴、作った人の名前が残っていることがあるので、匿名の資料には含められません。PDFか画像にして添付し直してください。";

fn untold(kind: AttachmentKind, title: &str, refusals: &mut Refusals) {
    let so = kind == AttachmentKind::Other && title.is_empty();
    refusals.when(so, "title", "「その他」のときは、何のファイルかを入力してください。");
}
