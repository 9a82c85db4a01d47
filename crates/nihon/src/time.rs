//! The time of a day as people write it.

use crate::fold_key;

const UNREADABLE: &str = "時刻として読めません。14:00 のように入力してください。";

/// `14:00` from what people write: 14:00, 14時30分, 14時半, 午後2時, 14, or a fraction of a day, as which sheets keep a time.
pub fn parse_time(text: &str) -> Result<String, &'static str> {
    let folded = fold_key(text);
    let (afternoon, folded) = match (folded.strip_prefix("午後"), folded.strip_prefix("午前")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => (false, folded.as_str()),
    };
    if let Ok(fraction) = folded.parse::<f64>()
        && (0.0..1.0).contains(&fraction)
    {
        let minutes = (fraction * 1_440.0).round() as i64;
        return Ok(format!("{:02}:{:02}", minutes / 60, minutes % 60));
    }
    let (hour, rest) = folded.split_once([':', '時']).unwrap_or((folded, ""));
    let minute = rest.trim_end_matches('分').split(':').next().unwrap_or_default();
    let minute = match minute {
        "" => Some(0),
        "半" => Some(30),
        text => text.parse::<u32>().ok(),
    };
    let hour =
        hour.parse::<u32>().ok().map(|hour| if afternoon && hour < 12 { hour + 12 } else { hour });
    match (hour, minute) {
        (Some(hour @ 0..24), Some(minute @ 0..60)) => Ok(format!("{hour:02}:{minute:02}")),
        _ => Err(UNREADABLE),
    }
}

/// Beginning and end from one text: 14:00～15:30, 14時から15時半まで; 14時～ has no end.
pub fn parse_times(text: &str) -> Result<(String, Option<String>), &'static str> {
    let folded = fold_key(text);
    let cut = ["~", "から", "より"].iter().find_map(|mark| folded.split_once(mark));
    let cut = cut.or_else(|| folded.split_once('-'));
    let (from, to) = cut.unwrap_or((&folded, ""));
    let to = to.trim_end_matches("まで").trim_end_matches('迄');
    let end = Some(to).filter(|to| !to.is_empty()).map(parse_time).transpose()?;
    Ok((parse_time(from.trim_end_matches("開始"))?, end))
}

#[cfg(test)]
mod tests {
    use super::{parse_time, parse_times};

    #[test]
    fn a_beginning_and_an_end_may_stand_in_one_text() {
        for (text, from, to) in [
            ("14:00～15:30", "14:00", Some("15:30")),
            ("14時～", "14:00", None),
            ("午後2時から午後3時半まで", "14:00", Some("15:30")),
            ("9：30-11：00", "09:30", Some("11:00")),
            ("13時半", "13:30", None),
        ] {
            assert_eq!(parse_times(text), Ok((from.to_owned(), to.map(str::to_owned))), "{text}");
        }
        assert!(parse_times("14時～夕方").is_err());
    }

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
            assert_eq!(parse_time(text).as_deref(), Ok(read), "{text}");
        }
        for text in ["25:00", "午後", "14:75"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
