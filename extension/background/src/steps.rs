//! The keyboard's way through a tab's numbers, from one frame to the next.

use pagedial_protocol::page::{Direction, ToContent};
use pagedial_webext::{BrowserError, storage::Area, tabs::Tab};

use crate::badge;

/// The way that a shortcut of the manifest goes.
pub(crate) fn direction(command: &str) -> Option<Direction> {
    match command {
        "next-number" => Some(Direction::Next),
        "previous-number" => Some(Direction::Previous),
        _ => None,
    }
}

/// Goes to the next number of a tab.
pub(crate) async fn step(direction: Direction, tab_id: i32) -> Result<(), BrowserError> {
    let tab = Tab { id: tab_id };
    let at: Option<i32> = Area::Session.get(&key(tab_id)).await?;
    for frame_id in way(&badge::frames_with_numbers(tab_id).await?, at, direction) {
        let step = ToContent::Step { direction };
        // A frame that is gone has no number.
        if tab.ask(frame_id, &step).await == Ok(true) {
            return Area::Session.set(&key(tab_id), &frame_id).await;
        }
    }
    Area::Session.remove(&key(tab_id)).await
}

/// A tab was closed.
pub(crate) async fn forget(tab_id: i32) -> Result<(), BrowserError> {
    Area::Session.remove(&key(tab_id)).await
}

fn key(tab_id: i32) -> String {
    format!("step:{tab_id}")
}

/// The frames to ask, in their order: the one where the focus is, those behind it, and round again,
/// so that the way goes on at the beginning.
fn way(frames: &[i32], at: Option<i32>, direction: Direction) -> Vec<i32> {
    let mut way = frames.to_vec();
    way.sort_unstable();
    if direction == Direction::Previous {
        way.reverse();
    }
    let start = way.iter().position(|&frame| Some(frame) == at).unwrap_or(0);
    way.rotate_left(start);
    way.extend(way.first().copied());
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_goes_round_from_the_frame_where_the_focus_is() {
        assert_eq!(way(&[7, 0, 3], Some(3), Direction::Next), [3, 7, 0, 3]);
        assert_eq!(way(&[7, 0, 3], Some(3), Direction::Previous), [3, 0, 7, 3]);
        assert_eq!(way(&[7, 0], Some(5), Direction::Next), [0, 7, 0]);
        assert!(way(&[], Some(5), Direction::Next).is_empty());
    }
}
