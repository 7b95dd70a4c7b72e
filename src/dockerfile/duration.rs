//! Durations as Go writes them, and the settings of HEALTHCHECK that hold them.

use thiserror::Error;

use super::{Flag, SyntaxError, SyntaxErrorKind};

/// Why a text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DurationError {
    /// Not a number with a unit.
    #[error("a duration is written as 30s, 1m30s or 500ms")]
    Invalid,
    /// Below zero.
    #[error("a duration cannot be negative")]
    Negative,
    /// More than zero but less than BuildKit's minimum.
    #[error("a duration below one millisecond is refused")]
    TooShort,
    /// More than 292 years.
    #[error("the duration is too long")]
    TooLong,
}

const UNITS: [(&str, f64); 8] =
    [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];

const MILLISECOND: i64 = 1_000_000;

/// Reads a duration of HEALTHCHECK; the result is in nanoseconds, as the image configuration has it.
///
/// The syntax is that of Go's `time.ParseDuration`; BuildKit refuses what is less than a millisecond but for zero.
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let nanoseconds = if rest == "0" { 0 } else { sum(rest)? };
    match nanoseconds {
        0 => Ok(0),
        _ if negative => Err(DurationError::Negative),
        1..MILLISECOND => Err(DurationError::TooShort),
        _ => Ok(nanoseconds),
    }
}

fn sum(text: &str) -> Result<i64, DurationError> {
    let mut rest = text;
    let mut total = 0i64;
    while !rest.is_empty() || text.is_empty() {
        let number_end = rest.find(|ch: char| !ch.is_ascii_digit() && ch != '.').ok_or(DurationError::Invalid)?;
        let (number, after) = rest.split_at(number_end);
        let unit_end = after.find(|ch: char| ch.is_ascii_digit() || ch == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let scale = UNITS.iter().find(|(name, _)| *name == unit).ok_or(DurationError::Invalid)?.1;
        total = total.checked_add(scaled(number, scale)?).ok_or(DurationError::TooLong)?;
        rest = after;
    }
    Ok(total)
}

/// A decimal number times a unit. Whole and fractional part are taken apart so that no digit of the whole is lost.
fn scaled(number: &str, scale: f64) -> Result<i64, DurationError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return Err(DurationError::Invalid);
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| DurationError::TooLong)? };
    let fraction: f64 = format!("0.{fraction}0").parse().map_err(|_| DurationError::Invalid)?;
    let whole = whole.checked_mul(scale as i64).ok_or(DurationError::TooLong)?;
    whole.checked_add((fraction * scale) as i64).ok_or(DurationError::TooLong)
}

/// What is wrong with the value of a flag of HEALTHCHECK. Flags without a value are reported elsewhere.
pub(super) fn healthcheck_flag_error(flag: &Flag) -> Option<SyntaxError> {
    let value = flag.value.as_ref().filter(|value| !value.is_empty())?;
    let reason = match flag.name.as_str() {
        "interval" | "timeout" | "start-period" | "start-interval" => {
            parse_duration(value.as_str()).err().map(|error| error.to_string())
        }
        "retries" => match value.as_str().parse::<i32>() {
            Ok(count) if count >= 0 => None,
            Ok(_) => Some("it cannot be negative".to_owned()),
            Err(_) => Some("it is a whole number".to_owned()),
        },
        _ => None,
    }?;
    let kind = SyntaxErrorKind::InvalidFlagValue { name: flag.name.to_string(), value: value.to_string(), reason };
    Some(SyntaxError { span: value.span(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_durations_as_go_does() {
        assert_eq!(parse_duration("30s"), Ok(30_000_000_000));
        assert_eq!(parse_duration("1m30s"), Ok(90_000_000_000));
        assert_eq!(parse_duration("1.5h"), Ok(5_400_000_000_000));
        assert_eq!(parse_duration("+500ms"), Ok(500_000_000));
        assert_eq!(parse_duration(".5s"), Ok(500_000_000));
        assert_eq!(parse_duration("0"), Ok(0));
        assert_eq!(parse_duration("0s"), Ok(0));
        assert_eq!(parse_duration("10"), Err(DurationError::Invalid));
        assert_eq!(parse_duration(""), Err(DurationError::Invalid));
        assert_eq!(parse_duration("1.2.3s"), Err(DurationError::Invalid));
        assert_eq!(parse_duration("1x"), Err(DurationError::Invalid));
        assert_eq!(parse_duration("-1s"), Err(DurationError::Negative));
        assert_eq!(parse_duration("10us"), Err(DurationError::TooShort));
        assert_eq!(parse_duration("99999999999h"), Err(DurationError::TooLong));
    }
}
