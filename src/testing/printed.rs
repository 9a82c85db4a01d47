//! Reading PDFs back with another program.

use std::process::Command;

/// All words of a workbook, as they stand in its cells.
pub fn workbook(bytes: &[u8]) -> String {
    use calamine::Reader;
    let opened = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes));
    let mut book: calamine::Xlsx<_> = opened.expect("a workbook");
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, cells)| cells.used_cells());
    cells.map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>().join("\n")
}

/// Runs poppler's pdftotext on a document and returns what it prints.
pub fn pdftotext(bytes: &[u8], options: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, bytes).unwrap();
    let run = Command::new("pdftotext").args(options).arg(&path).arg("-").output();
    let run = run.expect("pdftotext must be installed (Debian: poppler-utils)");
    assert!(run.status.success(), "pdftotext failed: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// Text in the order of setting, without the spaces and line ends that setting puts between words.
pub fn flat(bytes: &[u8]) -> String {
    pdftotext(bytes, &["-raw"]).split_whitespace().collect()
}

/// The text of each page, as [`flat`] gives it.
pub fn pages(bytes: &[u8]) -> Vec<String> {
    let text = pdftotext(bytes, &["-raw"]);
    let pages = text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}');
    pages.map(|page| page.split_whitespace().collect()).collect()
}

/// Width and height of the first page in points.
pub fn size(bytes: &[u8]) -> (f64, f64) {
    let boxes = pdftotext(bytes, &["-bbox"]);
    let page = regex::Regex::new(r#"<page width="([\d.]+)" height="([\d.]+)""#).unwrap();
    let found = page.captures(&boxes).expect("a page");
    (found[1].parse().unwrap(), found[2].parse().unwrap())
}
