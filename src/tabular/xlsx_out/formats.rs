//! What the blocks of a sheet look like.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::{
    cell::{CellOut, Look},
    sheet::{FONT, Field},
};

pub(super) fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(11).set_text_wrap().set_align(FormatAlign::Top)
}

pub(super) fn title() -> Format {
    plain().set_font_size(14).set_bold()
}

pub(super) fn header() -> Format {
    plain()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xE8F1FE))
        .set_border(FormatBorder::Thin)
}

pub(super) fn body(field: &Field) -> Format {
    let format = plain().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    if field.centred { format.set_align(FormatAlign::Center) } else { format }
}

/// The format of a cell in a column of this format.
pub(super) fn standing_out<'f>(column: &'f Format, cell: &CellOut) -> Cow<'f, Format> {
    if cell.look == Look::Plain && cell.unit.is_empty() {
        return Cow::Borrowed(column);
    }
    let mut format = column.clone();
    if cell.look != Look::Plain {
        format = format.set_background_color(Color::RGB(0x00F5_F8FB));
    }
    if cell.look == Look::Total {
        format = format.set_bold();
    }
    if !cell.unit.is_empty() {
        format = format.set_num_format(format!("0\"{}\"", cell.unit.replace('"', "")));
    }
    Cow::Owned(format)
}
