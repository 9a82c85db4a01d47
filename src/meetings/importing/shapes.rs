//! Which of its shapes a file of meetings has.

use super::{
    columns::{CENTER, columns},
    lines::Line,
    matrix,
    reading::Reading,
};
use crate::{
    conferences::Conference,
    fields::Heading,
    imports::{Report, World},
    tabular::{Answered, Book, Column, Refusal, Sheet, Table},
};

/// Reads whichever shape it is: a list, a matrix, a matrix on its side; or what is most like a list, of which a person must say
/// more.
///
/// # Errors
/// When the book has none of them.
pub(super) fn read(
    world: &World,
    conferences: &[Conference],
    book: &Book,
    answered: &Answered,
) -> Result<(Report, Vec<Line>), Refusal> {
    let mut list: Vec<Column> = columns(&world.structure).iter().map(Heading::declared).collect();
    if world.center.is_none() {
        list = list
            .into_iter()
            .map(|column| if column.is(CENTER) { column.downwards() } else { column })
            .collect();
    }
    let reading = Reading::of(world, conferences);
    let refusal = match Table::all(book, &list, answered) {
        Ok(tables) => return Ok(reading.list(book, &tables)),
        Err(refusal) => refusal,
    };
    let turned =
        Book { sheets: book.sheets.iter().filter_map(Sheet::turned).collect(), ..book.clone() };
    for book in [book, &turned] {
        if let Some(read) = matrix::read(&reading, book, answered) {
            return Ok(read);
        }
    }
    match Table::likeliest(book, &list, answered) {
        Ok(table) => Ok(reading.list(book, &[table])),
        Err(_) => Err(refusal),
    }
}
