//! Where something is: an address, a point on the map.

use nihon::fold_key;

use super::words::width;
use crate::fields::{
    Spec,
    family::{Control, Family},
};

/// An address, in one line.
pub(super) struct Address;

impl Family for Address {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "", width: width(spec, ""), most: spec.most_characters() }
    }

    fn most(&self, spec: &Spec) -> usize {
        spec.most_characters()
    }

    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        Ok(typed.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn is_words(&self, _spec: &Spec) -> bool {
        true
    }
}

/// A point on the map, by latitude and longitude.
pub(super) struct Point;

/// Within which Japan lies.
const LATITUDES: std::ops::RangeInclusive<f64> = 20.0..=46.0;
const LONGITUDES: std::ops::RangeInclusive<f64> = 122.0..=154.0;

impl Family for Point {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "", width: width(spec, "medium"), most: 0 }
    }

    /// To about a metre.
    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        let folded = fold_key(typed);
        let number = |text: &str| text.parse::<f64>().ok();
        let point = folded.split_once([',', '、']).map(|(lat, lon)| (number(lat), number(lon)));
        match point {
            Some((Some(lat), Some(lon)))
                if LATITUDES.contains(&lat) && LONGITUDES.contains(&lon) =>
            {
                Ok(format!("{lat:.5}, {lon:.5}"))
            }
            Some((Some(_), Some(_))) => Err(format!(
                "「{}」は日本の外です。緯度、経度の順に「34.3428, 134.0466」のように入力してください。",
                typed.trim()
            )),
            _ => Err(format!(
                "「{}」は地点として読めません。緯度と経度を「34.3428, 134.0466」のように入力してください。",
                typed.trim()
            )),
        }
    }

    fn help(&self, spec: &Spec) -> String {
        match spec.help.as_str() {
            "" => "緯度と経度。例: 34.3428, 134.0466".to_owned(),
            help => help.to_owned(),
        }
    }
}
