//! Excel's day numbers.

use jiff::civil::{Date, date};

use super::DayError;

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Epoch {
    /// 1 is 1900-01-01, as on Windows; 60 is a 1900-02-29 that never was.
    #[default]
    From1900,
    /// 0 is 1904-01-01, as on old Macs.
    From1904,
}

/// The last day that Excel knows, 9999-12-31.
const LAST_1900: i64 = 2_958_465;

/// The day of an Excel serial; the fraction, the time of day, is dropped. An error for 0 or less (1900),
/// for the 1900-02-29 that never was, and beyond the year 9999.
pub fn from_excel_serial(serial: f64, epoch: Epoch) -> Result<Date, DayError> {
    let wrong = || DayError::NotASerial { number: serial.to_string() };
    if !serial.is_finite() || serial.abs() > 1e9 {
        return Err(wrong());
    }
    let days = serial.floor() as i64;
    let (start, offset) = match epoch {
        Epoch::From1904 if days >= 0 => (date(1904, 1, 1), days),
        Epoch::From1900 if (1..60).contains(&days) => (date(1899, 12, 31), days),
        Epoch::From1900 if (61..=LAST_1900).contains(&days) => (date(1899, 12, 30), days),
        _ => return Err(wrong()),
    };
    start.checked_add(jiff::Span::new().try_days(offset).map_err(|_| wrong())?).map_err(|_| wrong())
}

/// The Excel serial of a day, `None` before the epoch.
pub fn to_excel_serial(day: Date, epoch: Epoch) -> Option<u32> {
    let since = |start: Date| u32::try_from((day - start).get_days()).ok();
    match epoch {
        Epoch::From1904 => since(date(1904, 1, 1)),
        Epoch::From1900 if day < date(1900, 3, 1) => since(date(1899, 12, 31)).filter(|n| *n > 0),
        Epoch::From1900 => since(date(1899, 12, 30)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_of_1900_skip_the_day_that_never_was() {
        let day = |serial| from_excel_serial(serial, Epoch::From1900);
        assert_eq!(day(1.0), Ok(date(1900, 1, 1)));
        assert_eq!(day(59.0), Ok(date(1900, 2, 28)));
        assert!(day(60.0).is_err());
        assert_eq!(day(61.0), Ok(date(1900, 3, 1)));
        assert_eq!(day(45981.75), Ok(date(2025, 11, 20)));
        assert_eq!(day(2_958_465.0), Ok(date(9999, 12, 31)));
        for bad in [0.0, -1.0, 0.5, 2_958_466.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn serials_of_1904_are_1462_less() {
        assert_eq!(from_excel_serial(0.0, Epoch::From1904), Ok(date(1904, 1, 1)));
        assert_eq!(from_excel_serial(44519.0, Epoch::From1904), Ok(date(2025, 11, 20)));
    }

    proptest::proptest! {
        #[test]
        fn serials_come_back(serial in 1u32..2_958_465) {
            proptest::prop_assume!(serial != 60);
            for epoch in [Epoch::From1900, Epoch::From1904] {
                if let Ok(day) = from_excel_serial(f64::from(serial), epoch) {
                    proptest::prop_assert_eq!(to_excel_serial(day, epoch), Some(serial));
                }
            }
        }
    }
}
