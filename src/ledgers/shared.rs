//! `/records/{id}/shared`: a keeper looks at what others would see of a record, and lets them know of it or no longer.
//! `/records/{id}/retirement`: a record is taken out of lists and figures, or put back.

use axum::{extract::Path, response::Response};

use super::{
    commands,
    entry::Entry,
    named,
    rules::{EntryFacts, Retire, Share},
    seen::{Said, Seen},
    store::{self, Asked},
};
use crate::{
    error::{Refusals, Result},
    id::EntryId,
    preset::Ledger,
    web::{self, Fields, FormState, Frame, Visit},
};

#[derive(askama::Template)]
#[template(path = "ledgers/shared.html")]
struct SharedPage {
    frame: Frame,
    form: FormState,
    ledger: Ledger,
    entry: Entry,
    /// What others read, section by section.
    sections: Vec<(String, Vec<Said>)>,
    /// The fields that stay sealed.
    sealed: Vec<String>,
    /// Who may know of it then.
    readers: String,
    back: String,
}

/// `GET /records/{id}/shared`
pub async fn ask(visit: Visit, Path(id): Path<EntryId>) -> Result<Response> {
    web::page(&page(&visit, &id, FormState::empty()).await?)
}

async fn page(visit: &Visit, id: &EntryId, form: FormState) -> Result<SharedPage> {
    let mut conn = visit.read().await?;
    let structure = visit.structure();
    let asked = Asked { entry: id.clone(), structure: structure.clone(), step: None };
    let facts = visit.see(Share, &asked, &mut conn).await?;
    let entry = store::find(&mut conn, id).await?;
    // As it lies there: nothing was opened.
    let answers = entry.answers()?;
    let of = (visit.actor(), structure);
    let ledger = named::naming(&mut conn, of, &facts.ledger, [&answers]).await?;
    let facts = EntryFacts { ledger: ledger.clone().into(), ..(*facts).clone() };
    let sealed = ledger.fields().filter(|field| field.personal).map(|field| field.label.clone());
    Ok(SharedPage {
        frame: visit.frame("ほかの人に見せる内容"),
        form: form.with("version", entry.version),
        sections: Seen::by_others(&facts).said(&answers),
        sealed: sealed.collect(),
        readers: ledger.readers(),
        back: format!("/records/{id}"),
        entry,
        ledger,
    })
}

/// `POST /records/{id}/shared`
pub async fn share(
    visit: Visit,
    Path(id): Path<EntryId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let structure = visit.structure().clone();
    let key = Asked { entry: id.clone(), structure, step: None };
    let yes = form.value("share") != "no";
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    if yes && !form.ticked("seen") {
        form.error("seen", "見せる内容をすべて見て、確かめたら印を付けてください。");
    }
    let command = visit.act(Share, &key, |mut tx, permit| async move {
        commands::share(&mut tx, permit, (version, yes)).await?;
        Ok((tx, ()))
    });
    match form.ask(Refusals::default, command).await? {
        Some(()) if yes => {
            Ok(web::done(&format!("/records/{id}"), "ほかの人にも見えるようにしました。"))
        }
        Some(()) => {
            Ok(web::done(&format!("/records/{id}"), "ほかの人には見えないようにしました。"))
        }
        None => web::refused(&page(&visit, &id, form).await?),
    }
}

/// `POST /records/{id}/retirement`
pub async fn retire(
    visit: Visit,
    Path(id): Path<EntryId>,
    Fields(form): Fields,
) -> Result<Response> {
    let structure = visit.structure().clone();
    let key = Asked { entry: id.clone(), structure, step: None };
    let yes = form.value("retire") != "no";
    let (back, words) = match yes {
        true => ("取り下げを取り消す", "取り下げました。一覧と集計に出なくなります。"),
        false => ("一覧に戻したのを取り消す", "一覧に戻しました。"),
    };
    let ((), undo) = visit
        .act_for_now(Retire, &key, back, |mut tx, permit| async move {
            commands::retire(&mut tx, permit, yes).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done_for_now(&format!("/records/{id}"), words, undo.as_ref()))
}

/// Whether others wait to be let know of a record.
pub fn waits(ledger: &Ledger, entry: &Entry) -> bool {
    ledger.is_personal() && !entry.shared && !ledger.readers().is_empty()
}
