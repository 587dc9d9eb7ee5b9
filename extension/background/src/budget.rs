//! How much text a tab may have looked at, so that no page keeps the one worker of all tabs busy.

use std::{cell::RefCell, collections::HashMap};

use pagedial_protocol::page::MAX_TEXT_A_MINUTE;

const MINUTE_MS: f64 = 60_000.0;

/// What a tab has had looked at in the minute that began then.
#[derive(Clone, Copy)]
struct Spent {
    since_ms: f64,
    length: usize,
}

/// The spending of each tab.
#[derive(Default)]
struct Budget(HashMap<i32, Spent>);

impl Budget {
    /// Whether a tab may spend so much more now; if so, it has.
    fn spend(&mut self, tab_id: i32, length: usize, now_ms: f64) -> bool {
        let spent = self.0.entry(tab_id).or_insert(Spent { since_ms: now_ms, length: 0 });
        // A clock that was put back begins a new minute.
        if !(0.0..MINUTE_MS).contains(&(now_ms - spent.since_ms)) {
            *spent = Spent { since_ms: now_ms, length: 0 };
        }
        let after = spent.length.saturating_add(length);
        let may = after <= MAX_TEXT_A_MINUTE;
        if may {
            spent.length = after;
        }
        may
    }
}

thread_local! {
    /// In memory alone: the browser stops a worker only after half a minute without work.
    static BUDGET: RefCell<Budget> = RefCell::default();
}

/// Whether a tab may have so much more text looked at.
pub(crate) fn spend(tab_id: i32, length: usize) -> bool {
    BUDGET.with_borrow_mut(|budget| budget.spend(tab_id, length, js_sys::Date::now()))
}

/// A tab was closed.
pub(crate) fn forget(tab_id: i32) {
    BUDGET.with_borrow_mut(|budget| budget.0.remove(&tab_id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_has_so_much_looked_at_in_a_minute_and_keeps_nothing_from_another() {
        let mut budget = Budget::default();
        assert!(budget.spend(1, MAX_TEXT_A_MINUTE, 1000.0));
        assert!(!budget.spend(1, 1, 60_999.0));
        assert!(budget.spend(2, 1, 60_999.0));
        assert!(budget.spend(1, 1, 61_000.0));
    }

    #[test]
    fn a_clock_that_is_put_back_does_not_shut_a_tab_out() {
        let mut budget = Budget::default();
        assert!(budget.spend(1, MAX_TEXT_A_MINUTE, 1_000_000.0));
        assert!(budget.spend(1, MAX_TEXT_A_MINUTE, 1000.0));
    }
}
