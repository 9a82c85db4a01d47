//! Style sheet, scripts and fonts, embedded in the binary. A page names an asset by an address that holds
//! a digest of its content, so a browser may keep it for ever and a new version is a new address.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "frontend/dist/"]
struct Dist;

/// Digests by name, computed once in a release binary, where the files cannot change.
static DIGESTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Dist::iter().filter_map(|name| Some((name.to_string(), digest_of(&name)?))).collect()
});

/// The address of an asset by its name in `frontend/dist`: `app.css` → `/assets/app-1f3a9c0d2b4e.css`.
/// An unknown name gives an address that answers 404.
pub fn url(name: &str) -> String {
    match (digest(name), name.rsplit_once('.')) {
        (Some(digest), Some((stem, extension))) => format!("/assets/{stem}-{digest}.{extension}"),
        _ => format!("/assets/{name}"),
    }
}

/// The bytes of an asset, for parts of the program that need a file itself: `fonts/BIZUDPGothic-Regular.ttf`.
pub fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    Dist::get(name).map(|file| file.data)
}

/// Answers `GET /assets/…`: for ever under the current digest; an address with an old digest, from a page
/// that was open while the server was replaced, gets today's file but may not keep it.
pub async fn serve(Path(file): Path<String>) -> Response {
    let (name, asked) = split_digest(&file);
    let Some(data) = bytes(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let keep = if asked.is_some() && asked == digest(&name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&name)),
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, data).into_response()
}

/// `app-1f3a9c0d2b4e.css` → (`app.css`, the digest); a name without digest stays as it is.
fn split_digest(file: &str) -> (String, Option<String>) {
    let parts = file.rsplit_once('.').and_then(|(stem, extension)| {
        let (name, digest) = stem.rsplit_once('-')?;
        let is_digest =
            digest.len() == DIGEST_CHARS && digest.bytes().all(|b| b.is_ascii_hexdigit());
        is_digest.then(|| (format!("{name}.{extension}"), Some(digest.to_owned())))
    });
    parts.unwrap_or_else(|| (file.to_owned(), None))
}

const DIGEST_CHARS: usize = 12;

fn digest(name: &str) -> Option<String> {
    // While developing, files are read from disk and change under the running server.
    if cfg!(debug_assertions) { digest_of(name) } else { DIGESTS.get(name).cloned() }
}

fn digest_of(name: &str) -> Option<String> {
    let hash = Sha256::digest(bytes(name)?);
    let hex: String =
        hash.iter().take(DIGEST_CHARS / 2).map(|byte| format!("{byte:02x}")).collect();
    Some(hex)
}

fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    match guess.type_() {
        mime_guess::mime::TEXT => format!("{guess}; charset=utf-8"),
        _ => guess.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_file() {
        let address = url("app.css");
        let (name, asked) = split_digest(address.strip_prefix("/assets/").expect("under /assets/"));
        assert_eq!(name, "app.css");
        assert_eq!(asked, digest("app.css"));
    }

    #[test]
    fn names_with_hyphens_but_no_digest_stay_whole() {
        assert_eq!(
            split_digest("fonts/BIZUDPGothic-Regular.ttf"),
            ("fonts/BIZUDPGothic-Regular.ttf".to_owned(), None)
        );
    }

    #[tokio::test]
    async fn the_current_file_may_be_kept_and_an_old_address_may_not() {
        let current = serve(Path(url("app.css").replacen("/assets/", "", 1))).await;
        assert!(current.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert_eq!(current.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        let old = serve(Path("app-000000000000.css".to_owned())).await;
        assert_eq!(old.status(), StatusCode::OK);
        assert_eq!(old.headers()[header::CACHE_CONTROL], "no-cache");
        assert_eq!(serve(Path("../Cargo.toml".to_owned())).await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn no_asset_names_an_address_outside_the_server() {
        for name in ["app.css", "app.js"] {
            let text = String::from_utf8(bytes(name).expect("built by npm run build").into_owned())
                .unwrap();
            assert!(!text.contains("http://") && !text.contains("https://"), "{name}");
        }
    }
}
