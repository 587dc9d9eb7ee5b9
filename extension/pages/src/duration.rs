//! How long a call has lasted, for reading.

/// `mm:ss`, and `h:mm:ss` from an hour on.
pub(crate) fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes:02}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_duration_reads_as_minutes_and_seconds_and_hours_when_there_are_any() {
        for (milliseconds, text) in [
            (0, "00:00"),
            (999, "00:00"),
            (1000, "00:01"),
            (61_000, "01:01"),
            (3_599_999, "59:59"),
            (3_600_000, "1:00:00"),
            // The longest call that ACS carries: 30 hours.
            (108_000_000, "30:00:00"),
        ] {
            assert_eq!(clock(milliseconds), text);
        }
    }
}
