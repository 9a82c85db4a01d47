//! 保存した条件: keeps what a list is narrowed to under a name, and narrows it so again.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    db::Conn,
    error::{Error, Result},
    id::SavedFilterId,
    saved_filters::{self, NewFilter},
    typed,
    web::{self, Fields, FormState, Visit, inside},
};

/// What of a list's address is where somebody stands in it, and not what it is narrowed to.
const WHERE: [&str; 4] = ["page", "after", "count", "export"];

/// `POST /filters`: saves the conditions of the list's address under a name.
pub async fn save(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let name = form.required("name", "名前", 40);
    if !form.is_valid() {
        return Err(Error::invalid(
            "条件に、40文字までの名前をつけてください。一覧に戻って、もう一度保存してください。",
        ));
    }
    let to = form.value("to");
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    if inside(to) != to || path.is_empty() {
        return Err(Error::invalid(
            "この条件は保存できません。一覧を開き直して、もう一度保存してください。",
        ));
    }
    let mut conn = visit.read().await?;
    let new = NewFilter {
        name: &name,
        path,
        narrowed: conditions(&mut conn, &visit, query).await?,
        shared: form.value("shared") == "yes",
    };
    drop(conn);
    let (actor, new) = (visit.actor(), &new);
    let work = |mut tx| async move {
        saved_filters::keep(&mut tx, actor, new).await?;
        Ok((tx, ()))
    };
    visit.write(work).await?;
    Ok(web::done(to, "条件を保存しました。次からは、一覧の上で名前を押すと、この条件になります。"))
}

/// Names and values, with the words in place of their token.
async fn conditions(conn: &mut Conn, visit: &Visit, query: &str) -> Result<Vec<(String, String)>> {
    let mut conditions = Vec::new();
    for (name, mut value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        if value.is_empty() || WHERE.contains(&name.as_str()) {
            continue;
        }
        if let Some(token) =
            Some(&value).filter(|_| name == typed::WORDS).and_then(|v| typed::token(v))
        {
            let words = typed::words(conn, visit.actor(), &token).await?;
            value = words.ok_or_else(|| {
                Error::conflict(
                    "検索した言葉は1日で消えます。もう一度絞り込んでから、保存してください。",
                )
            })?;
        }
        conditions.push((name, value));
    }
    Ok(conditions)
}

/// `POST /filters/{id}`: the list, narrowed as it was when it was saved.
pub async fn narrow(visit: Visit, Path(id): Path<SavedFilterId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let filter = saved_filters::find(&mut conn, visit.actor(), &id).await?;
    drop(conn);
    let mut form = FormState::from_pairs(filter.narrowed);
    form.set("to", &filter.path);
    Ok(Redirect::to(&visit.typed(&form).await?).into_response())
}

/// `POST /filters/{id}/removal`
pub async fn forget(visit: Visit, Path(id): Path<SavedFilterId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let filter = saved_filters::find(&mut conn, visit.actor(), &id).await?;
    drop(conn);
    let (actor, id) = (visit.actor(), &id);
    let work = |mut tx| async move {
        saved_filters::forget(&mut tx, actor, id).await?;
        Ok((tx, ()))
    };
    visit.write(work).await?;
    Ok(web::done(&filter.path, "保存した条件を消しました。"))
}
