use std::time::{Duration, SystemTime};

/// The most requests for one operation: Azure's own clients make four.
const MOST_TRIES: u32 = 4;

/// The pause before the second try; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How long to wait before asking again, or `None` when the answer stands.
///
/// `tries` counts the requests made so far, `jitter` is random in 0..=255 and spreads the pause by
/// up to half, so that many computers throttled together do not come back together.
pub(crate) fn pause(
    status: u16,
    tries: u32,
    retry_after: Option<Duration>,
    jitter: u8,
) -> Option<Duration> {
    let may_pass = status == 429 || (500..600).contains(&status);
    if !may_pass || tries >= MOST_TRIES {
        return None;
    }
    Some(retry_after.unwrap_or_else(|| {
        let pause = FIRST_PAUSE * 2u32.pow(tries.saturating_sub(1));
        pause + pause * u32::from(jitter) / 512
    }))
}

/// What a `Retry-After` header asks for: seconds or a date (RFC 9110 §10.2.3).
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for status in [200, 201, 301, 400, 401, 403, 404, 418] {
            assert_eq!(pause(status, 1, Some(Duration::ZERO), 0), None, "{status}");
        }
        for status in [429, 500, 502, 503, 504] {
            assert!(pause(status, 1, None, 0).is_some(), "{status}");
            assert_eq!(pause(status, MOST_TRIES, None, 0), None, "{status}");
        }
    }

    #[test]
    fn pauses_double_and_jitter_adds_at_most_half() {
        let quiet: Vec<_> = (1..MOST_TRIES).map(|tries| pause(503, tries, None, 0)).collect();
        let expected = [250, 500, 1000].map(|ms| Some(Duration::from_millis(ms)));
        assert_eq!(quiet, expected);
        let loud = pause(503, 3, None, 255).unwrap();
        assert!(loud > Duration::from_secs(1) && loud < Duration::from_millis(1500), "{loud:?}");
    }

    #[test]
    fn the_service_s_own_wish_comes_first() {
        assert_eq!(pause(429, 1, Some(Duration::from_secs(7)), 9), Some(Duration::from_secs(7)));
    }

    #[test]
    fn reads_seconds_and_dates() {
        let now = httpdate::parse_http_date("Sun, 22 Nov 2026 18:45:04 GMT").unwrap();
        assert_eq!(retry_after(" 3 ", now), Some(Duration::from_secs(3)));
        assert_eq!(
            retry_after("Sun, 22 Nov 2026 18:45:14 GMT", now),
            Some(Duration::from_secs(10))
        );
        assert_eq!(retry_after("Sun, 22 Nov 2026 18:45:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }
}
