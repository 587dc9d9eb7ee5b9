/**
 * Whether a text is worth asking about. Everything else stays in the frame: a page without digits
 * sends nothing.
 */

const DIGIT = /\p{Nd}/u;

/**
 * Five digits: shorter national numbers (four digits on Saint Helena) look like years and house
 * numbers. Between two of them there are at most eight characters and no letter: libphonenumber allows four
 * marks between two groups of digits, and the rest leaves room for invisible characters.
 * The two classes are disjoint, so the match takes linear time whatever the page writes.
 */
const FIVE_DIGITS = /\p{Nd}(?:[^\p{Nd}\p{L}]{0,8}\p{Nd}){4}/u;

/** Whether a text has any decimal digit, of any script. */
export function hasDigit(text: string): boolean {
  return DIGIT.test(text);
}

/** Whether a text, with its white space collapsed, has enough digits together to be a number. */
export function mayHoldNumber(text: string): boolean {
  return FIVE_DIGITS.test(text);
}
