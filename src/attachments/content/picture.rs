//! Pictures, drawn anew: upright, and without whatever else the file said.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
    metadata::Orientation,
};

use super::{super::attachment::Media, refused::Refused};

/// More than the cameras of telephones have.
const MOST_PIXELS: u64 = 60_000_000;
/// Memory for one picture while it is drawn.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// The longer side of what is kept: an A4 page at 300 dots an inch.
const LONGER_SIDE: u32 = 3_508;
const JPEG_QUALITY: u8 = 88;

/// The picture alone: place, time and camera, thumbnails, comments and what lay behind its end are gone.
pub(super) fn drawn_anew(media: Media, content: &[u8]) -> Result<Vec<u8>, Refused> {
    let format = if media == Media::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Refused::Damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(Refused::TooManyPixels);
    }
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Refused::Damaged)?;
    picture.apply_orientation(upright);
    if picture.width().max(picture.height()) > LONGER_SIDE {
        picture = picture.resize(LONGER_SIDE, LONGER_SIDE, FilterType::Triangle);
    }
    let mut out = Vec::new();
    let written = match media {
        Media::Png => picture.write_with_encoder(PngEncoder::new(&mut out)),
        _ => {
            let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
            DynamicImage::from(picture.to_rgb8()).write_with_encoder(encoder)
        }
    };
    written.map_err(|_| Refused::Damaged)?;
    Ok(out)
}
