//! The time of a day.

use nihon::fold_key;

use crate::fields::Said;

/// `14:00` from what people write: 14:00, 14時30分, 14時半, 14, or a fraction of a day, as which sheets keep a time.
pub fn time(text: &str, _: Said) -> Result<String, &'static str> {
    const UNREADABLE: &str = "時刻として読めません。14:00 のように入力してください。";
    let folded = fold_key(text);
    if let Ok(fraction) = folded.parse::<f64>()
        && (0.0..1.0).contains(&fraction)
    {
        let minutes = (fraction * 1_440.0).round() as i64;
        return Ok(format!("{:02}:{:02}", minutes / 60, minutes % 60));
    }
    let (hour, rest) = folded.split_once([':', '時']).unwrap_or((&folded, ""));
    let minute = rest.trim_end_matches('分').split(':').next().unwrap_or_default();
    let minute = match minute {
        "" => Some(0),
        "半" => Some(30),
        text => text.parse::<u32>().ok(),
    };
    match (hour.parse::<u32>().ok(), minute) {
        (Some(hour @ 0..24), Some(minute @ 0..60)) => Ok(format!("{hour:02}:{minute:02}")),
        _ => Err(UNREADABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, time};

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, read) in [
            ("14:00", "14:00"),
            ("９：３０", "09:30"),
            ("14時30分", "14:30"),
            ("14時", "14:00"),
            ("14", "14:00"),
            ("13時半", "13:30"),
            ("13:30:00", "13:30"),
            ("0.5625", "13:30"),
        ] {
            assert_eq!(time(text, Said::OnPage).as_deref(), Ok(read), "{text}");
        }
        for text in ["25:00", "午後", "14:75"] {
            assert!(time(text, Said::InFile).is_err(), "{text}");
        }
    }
}
