//! Uploaded files: one file and the fields beside it, read within a limit.
//!
//! A handler takes the `Request` and asks for the [`Upload`] once it knows that the sender may send one: nothing is
//! read of what others send.

use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Request, multipart::MultipartError};

use super::{
    FormState,
    quota::{FILES_AT_ONCE, Place},
    visit::judges,
    visitor::Visitor,
};
use crate::{
    App,
    error::{Error, Result},
};

/// The largest file that is read, in bytes: 50 MiB.
pub const LARGEST_FILE: usize = 50 * 1024 * 1024;

/// Bytes that are taken from the network of a form with a file, so that one that is too large is told so by a page
/// and not by a broken line.
pub const LARGEST_UPLOAD: usize = 160 * 1024 * 1024;

/// Bytes of one field beside the file.
const LARGEST_FIELD: usize = 64 * 1024;

/// A form with a file.
pub struct Upload {
    pub form: FormState,
    /// Name and content; none when no file was chosen.
    pub file: Option<UploadedFile>,
}

/// One uploaded file.
pub struct UploadedFile {
    pub name: String,
    pub content: Vec<u8>,
    /// Whether the file was larger than [`LARGEST_FILE`]; the content is then empty.
    pub too_large: bool,
    /// Held as long as something is done with it.
    _place: Arc<Place>,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Upload> {
        let cut = |e: MultipartError| {
            Error::cut_off(
                &e,
                "ファイルを最後まで受け取れませんでした。何も取り込んでいません。もう一度送ってください。",
            )
        };
        let visitor = request.extensions().get::<Visitor>().ok_or(Error::SignInNeeded)?;
        let actor = visitor.actor.clone();
        let account = &actor.seat().ok_or(Error::NotFound)?.account;
        let place = app.uploads().place(account).map(Arc::new).ok_or_else(|| {
            Error::conflict(format!(
                "先に送ったファイル{FILES_AT_ONCE}つを、まだ読み取っています。終わってから、もう一度送ってください。"
            ))
        })?;
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Error::invalid("ファイルの送り方を読めませんでした。"))?;
        let mut pairs = Vec::new();
        let mut file = None;
        while let Some(mut part) = parts.next_field().await.map_err(cut)? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let mut content = Vec::new();
            let mut too_large = false;
            let most = if name.is_some() { LARGEST_FILE } else { LARGEST_FIELD };
            // What is beyond the limit is read and dropped, so that the browser gets an answer to show.
            while let Some(chunk) = part.chunk().await.map_err(cut)? {
                too_large |= content.len() + chunk.len() > most;
                if too_large {
                    content = Vec::new();
                } else {
                    content.extend_from_slice(&chunk);
                }
            }
            match name {
                Some(name) if !name.is_empty() => {
                    file = Some(UploadedFile { name, content, too_large, _place: place.clone() });
                }
                Some(_) => {}
                None if too_large || pairs.len() > 100 => {
                    return Err(Error::invalid("入力が大きすぎます。何も取り込んでいません。"));
                }
                None => pairs.push((field, String::from_utf8_lossy(&content).into_owned())),
            }
        }
        let form = FormState::from_pairs(pairs);
        judges(&actor, &form);
        Ok(Upload { form, file })
    }
}
