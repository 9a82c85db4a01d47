//! Files and folders that nobody else on the machine may read.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

use crate::error::{Error, Result};

/// Makes a folder, and those above it; what is there already is closed to others.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    if !path.exists() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
    }
    close(path, 0o700)
}

/// The data folder, made where there is none.
///
/// # Errors
/// A startup sentence.
pub(crate) fn data(path: &Path) -> Result<()> {
    folder(path)
        .map_err(|e| Error::startup(format!("フォルダー {} に書き込めません: {e}", path.display())))
}

/// A file that was not there.
pub(crate) fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file that may be there, closed to others.
pub(crate) fn file(path: &Path) -> io::Result<()> {
    match new_file(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => close(path, 0o600),
        made => made.map(drop),
    }
}

/// Whether somebody but the owner may read or write it.
pub(crate) fn others_may(path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    return Ok(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path)?.permissions()) & 0o077 != 0
    );
    #[cfg(not(unix))]
    Ok(false)
}

fn close(path: &Path, mode: u32) -> io::Result<()> {
    if others_may(path)? {
        tracing::warn!(path = %path.display(), "others on this machine could read it; it is closed to them now");
        #[cfg(unix)]
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    }
    Ok(())
}
