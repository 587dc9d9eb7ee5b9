//! Prefix patterns as small programs for the extension's backtracking matcher.
//!
//! Prefixes need what an automaton does not give cheaply: groups, and the preference of earlier
//! alternatives. There are few of them and they are short.

use pagedial_numbers::layout::op;

use crate::CompileError;
use crate::pattern::{ANY_DIGIT, DigitSet, Pattern};

/// Compiles a pattern; answers the set of digits it may begin with followed by the instructions.
pub(crate) fn compile(pattern: &Pattern) -> Result<Vec<u8>, CompileError> {
    let mut code = first_digits(pattern).unwrap_or(ANY_DIGIT).to_le_bytes().to_vec();
    emit(pattern, &mut code)?;
    code.push(op::MATCH);
    Ok(code)
}

/// How many groups a pattern captures.
pub(crate) fn groups(pattern: &Pattern) -> u8 {
    match pattern {
        Pattern::Digit(_) | Pattern::End => 0,
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().map(groups).sum(),
        Pattern::Repeat { inner, .. } => groups(inner),
        Pattern::Capture(_, inner) => 1 + groups(inner),
    }
}

/// The digits that a match may begin with, or `None` if it may be empty.
fn first_digits(pattern: &Pattern) -> Option<DigitSet> {
    match pattern {
        Pattern::Digit(set) => Some(*set),
        Pattern::End => None,
        Pattern::Capture(_, inner) => first_digits(inner),
        Pattern::Repeat { inner, min, .. } => {
            if *min == 0 {
                None
            } else {
                first_digits(inner)
            }
        }
        Pattern::Either(branches) => {
            branches.iter().try_fold(0, |all, branch| Some(all | first_digits(branch)?))
        }
        Pattern::Sequence(parts) => {
            let mut all = 0;
            for part in parts {
                match first_digits(part) {
                    Some(set) => return Some(all | set),
                    None => all |= possible_first_digits(part),
                }
            }
            None
        }
    }
}

/// The digits that a non-empty match may begin with.
fn possible_first_digits(pattern: &Pattern) -> DigitSet {
    match pattern {
        Pattern::Digit(set) => *set,
        Pattern::End => 0,
        Pattern::Capture(_, inner) | Pattern::Repeat { inner, .. } => possible_first_digits(inner),
        Pattern::Either(parts) | Pattern::Sequence(parts) => {
            parts.iter().fold(0, |all, part| all | possible_first_digits(part))
        }
    }
}

fn emit(pattern: &Pattern, code: &mut Vec<u8>) -> Result<(), CompileError> {
    match pattern {
        Pattern::Digit(set) => {
            code.push(op::DIGIT);
            code.extend(set.to_le_bytes());
        }
        Pattern::End => code.push(op::END),
        Pattern::Capture(group, inner) => {
            code.extend([op::SAVE, 2 * group - 2]);
            emit(inner, code)?;
            code.extend([op::SAVE, 2 * group - 1]);
        }
        Pattern::Sequence(parts) => {
            for part in parts {
                emit(part, code)?;
            }
        }
        Pattern::Either(branches) => {
            let mut to_end = Vec::new();
            for (index, branch) in branches.iter().enumerate() {
                if index + 1 == branches.len() {
                    emit(branch, code)?;
                } else {
                    let otherwise = reserve(op::SPLIT, code);
                    emit(branch, code)?;
                    to_end.push(reserve(op::JUMP, code));
                    point_here(otherwise, code)?;
                }
            }
            for jump in to_end {
                point_here(jump, code)?;
            }
        }
        Pattern::Repeat { inner, min, max } => {
            for _ in 0..*min {
                emit(inner, code)?;
            }
            let mut to_end = Vec::new();
            for _ in *min..*max {
                to_end.push(reserve(op::SPLIT, code));
                emit(inner, code)?;
            }
            for split in to_end {
                point_here(split, code)?;
            }
        }
    }
    Ok(())
}

/// Writes an instruction whose offset is not known yet; answers where the offset goes.
fn reserve(instruction: u8, code: &mut Vec<u8>) -> usize {
    code.extend([instruction, 0, 0]);
    code.len() - 2
}

fn point_here(place: usize, code: &mut [u8]) -> Result<(), CompileError> {
    let here = code.len();
    let offset = u16::try_from(here)
        .map_err(|_| CompileError::TooLarge { table: "program", entries: here })?;
    code[place..place + 2].copy_from_slice(&offset.to_le_bytes());
    Ok(())
}
