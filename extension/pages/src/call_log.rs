//! The calls of the host's history, as a person looks through them.

use pagedial_call::EndedBecause;
use pagedial_protocol::{
    E164,
    host::{Direction, PastCall, RecentsPlace},
};

/// What is known of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CallLog {
    /// Newest first.
    calls: Vec<PastCall>,
    progress: Progress,
}

/// How much of the history has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing was asked for.
    #[default]
    Unread,
    /// The host is being asked.
    Asked,
    /// There are older calls.
    More(RecentsPlace),
    /// There are none.
    Complete,
    /// The history could not be read.
    Failed,
}

/// One or more calls in a row with the same number and outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The newest of them.
    pub(crate) latest: PastCall,
    pub(crate) outcome: Outcome,
    pub(crate) count: usize,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The two sides have talked, for so many milliseconds if the end is known.
    Talked(Option<u64>),
    /// This person was called and did not answer.
    Missed,
    /// It never came to talking.
    Failed(EndedBecause),
    /// It goes on, or this computer failed meanwhile.
    Open,
}

impl CallLog {
    pub(crate) const fn progress(&self) -> &Progress {
        &self.progress
    }

    pub(crate) fn asked(&mut self) {
        self.progress = Progress::Asked;
    }

    pub(crate) fn failed(&mut self) {
        self.progress = Progress::Failed;
    }

    /// Takes a page in. One from the beginning takes the place of all that was there.
    pub(crate) fn read(
        &mut self,
        from: Option<RecentsPlace>,
        page: Vec<PastCall>,
        next: Option<RecentsPlace>,
    ) {
        if from.is_none() {
            self.calls.clear();
        }
        self.calls.extend(page);
        self.progress = next.map_or(Progress::Complete, Progress::More);
    }

    /// The number that was called last; never an emergency number, which one press must not call.
    pub(crate) fn last_called(&self) -> Option<&E164> {
        let mut called = self.calls.iter().filter(|call| call.direction == Direction::Outgoing);
        called.find_map(|call| call.number.as_ref()?.number())
    }

    /// The calls that a person who looks for `query` may mean. `fold` leaves out what they do not
    /// type.
    pub(crate) fn entries(&self, query: &str, fold: impl Fn(&str) -> String) -> Vec<Entry> {
        let query = fold(query.trim());
        let mut entries: Vec<Entry> = Vec::new();
        for call in self.calls.iter().filter(|call| matches(call, &query, &fold)) {
            let outcome = Outcome::of(call);
            match entries.last_mut() {
                Some(entry) if entry.takes(call, &outcome) => entry.count += 1,
                _ => entries.push(Entry { latest: call.clone(), outcome, count: 1 }),
            }
        }
        entries
    }
}

impl Entry {
    /// Calls with notes stand alone, so that no note is hidden by the next call.
    fn takes(&self, call: &PastCall, outcome: &Outcome) -> bool {
        self.latest.number == call.number
            && self.latest.direction == call.direction
            && self.latest.context.name == call.context.name
            && call.notes.as_str().is_empty()
            && self.latest.notes.as_str().is_empty()
            && std::mem::discriminant(&self.outcome) == std::mem::discriminant(outcome)
    }
}

impl Outcome {
    fn of(call: &PastCall) -> Self {
        match (call.answered_at_ms, &call.end, call.direction) {
            (Some(answered_ms), _, _) => {
                Self::Talked(call.ended_at_ms.map(|at_ms| at_ms.saturating_sub(answered_ms)))
            }
            (None, Some(end), Direction::Incoming) => match EndedBecause::of(*end) {
                EndedBecause::Declined => Self::Failed(EndedBecause::Rejected),
                _ => Self::Missed,
            },
            (None, Some(end), Direction::Outgoing) => match EndedBecause::of(*end) {
                // Nobody has talked, so this side gave up.
                EndedBecause::NormalEnd => Self::Failed(EndedBecause::Cancelled),
                because => Self::Failed(because),
            },
            (None, None, _) => Self::Open,
        }
    }
}

fn matches(call: &PastCall, query: &str, fold: impl Fn(&str) -> String) -> bool {
    if query.is_empty() {
        return true;
    }
    let texts = [
        call.context.name.as_ref().map_or("", |it| it.as_str()),
        call.context.page_title.as_ref().map_or("", |it| it.as_str()),
        call.notes.as_str(),
    ];
    texts.iter().any(|text| fold(text).contains(query))
        || call.number.as_ref().is_some_and(|number| has_digits(number.as_str(), query))
}

/// Whether a query that is written like a part of a number is one of this number.
pub(crate) fn has_digits(number: &str, query: &str) -> bool {
    let is_written = query.chars().all(|it| it.is_ascii_digit() || "+-() ./".contains(it));
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    // A national number begins with a prefix that is no part of the international one.
    let digits = digits.trim_start_matches('0');
    is_written && !digits.is_empty() && number.contains(digits)
}

#[cfg(test)]
mod tests {
    use pagedial_protocol::{
        BoundedText, CallContext,
        engine::EndReason,
        host::{CallId, CallNotes},
    };

    use super::*;

    fn call(number: &str, name: &str) -> PastCall {
        PastCall {
            call: CallId("c".into()),
            direction: Direction::Outgoing,
            number: Some(E164::parse(number).unwrap().into()),
            started_at_ms: 1_000,
            answered_at_ms: Some(2_000),
            ended_at_ms: Some(5_000),
            end: Some(EndReason { code: 0, sub_code: 0, problem: None }),
            context: CallContext { name: Some(BoundedText::fitted(name)), ..Default::default() },
            notes: CallNotes::default(),
        }
    }

    fn log(calls: Vec<PastCall>) -> CallLog {
        let mut log = CallLog::default();
        log.read(None, calls, None);
        log
    }

    fn counts(log: &CallLog, query: &str) -> Vec<usize> {
        log.entries(query, str::to_lowercase).iter().map(|entry| entry.count).collect()
    }

    const ADA: &str = "+14255550123";
    const BOB: &str = "+493023125555";

    #[test]
    fn calls_in_a_row_with_the_same_number_and_outcome_are_one_entry() {
        let unanswered = PastCall { answered_at_ms: None, ..call(ADA, "Ada") };
        let calls = vec![call(ADA, "Ada"), call(ADA, "Ada"), call(BOB, ""), unanswered];
        assert_eq!(counts(&log(calls), ""), [2, 1, 1]);
    }

    #[test]
    fn a_call_with_notes_stands_alone() {
        let noted = PastCall { notes: CallNotes::fitted("call back"), ..call(ADA, "Ada") };
        assert_eq!(counts(&log(vec![call(ADA, "Ada"), noted, call(ADA, "Ada")]), ""), [1, 1, 1]);
    }

    #[test]
    fn what_came_of_a_call_is_told_from_who_called_and_whether_it_was_answered() {
        let end = |code| Some(EndReason { code, sub_code: 0, problem: None });
        let unanswered = PastCall { answered_at_ms: None, end: end(486), ..call(ADA, "") };
        let missed = PastCall { direction: Direction::Incoming, ..unanswered.clone() };
        let rejected = PastCall { end: end(603), ..missed.clone() };
        assert_eq!(Outcome::of(&rejected), Outcome::Failed(EndedBecause::Rejected));
        let open = PastCall { ended_at_ms: None, end: None, ..unanswered.clone() };
        assert_eq!(Outcome::of(&call(ADA, "")), Outcome::Talked(Some(3_000)));
        let cancelled = PastCall { end: end(0), ..unanswered.clone() };
        assert_eq!(Outcome::of(&unanswered), Outcome::Failed(EndedBecause::Busy));
        assert_eq!(Outcome::of(&cancelled), Outcome::Failed(EndedBecause::Cancelled));
        assert_eq!(Outcome::of(&missed), Outcome::Missed);
        assert_eq!(Outcome::of(&open), Outcome::Open);
    }

    #[test]
    fn a_call_is_found_by_name_page_notes_and_any_part_of_its_number() {
        let mut ada = call(ADA, "Ada Lovelace");
        ada.context.page_title = Some(BoundedText::fitted("Contoso CRM"));
        ada.notes = CallNotes::fitted("Offer by Friday");
        let log = log(vec![ada, call(BOB, "Bob")]);
        for query in ["ada", "LOVE", "contoso", "friday", "425", "(425) 555", "+1 425", " ada "] {
            assert_eq!(counts(&log, query), [1], "{query}");
        }
        assert_eq!(counts(&log, "030 231"), [1]);
        assert_eq!(counts(&log, "0"), [] as [usize; 0]);
        assert_eq!(counts(&log, "nobody"), [] as [usize; 0]);
        assert_eq!(counts(&log, " "), [1, 1]);
    }

    #[test]
    fn pages_follow_each_other_and_the_first_begins_anew() {
        let mut log = CallLog::default();
        assert_eq!(*log.progress(), Progress::Unread);
        log.read(None, vec![call(ADA, "")], Some(RecentsPlace(7)));
        assert_eq!(*log.progress(), Progress::More(RecentsPlace(7)));
        log.read(Some(RecentsPlace(7)), vec![call(BOB, "")], None);
        assert_eq!(*log.progress(), Progress::Complete);
        assert_eq!(counts(&log, ""), [1, 1]);
        log.read(None, vec![call(BOB, "")], None);
        assert_eq!(counts(&log, ""), [1]);
    }

    #[test]
    fn the_last_called_number_is_one_that_this_person_called() {
        let incoming = PastCall { direction: Direction::Incoming, ..call(BOB, "") };
        let log = log(vec![incoming, call(ADA, "")]);
        assert_eq!(log.last_called().map(E164::as_str), Some(ADA));
        assert_eq!(CallLog::default().last_called(), None);
    }
}
