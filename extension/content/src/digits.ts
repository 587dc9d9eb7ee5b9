/**
 * Whether a text is worth asking about. Everything else stays in the frame: a page without digits
 * sends nothing.
 */

/** What is looked for in one kind of text. */
interface Patterns {
  readonly digit: RegExp;
  /**
   * Five digits: shorter national numbers (four digits on Saint Helena) look like years and house
   * numbers. Between two of them there are at most eight characters and no letter: libphonenumber
   * allows four marks between two groups of digits, and the rest leaves room for invisible
   * characters. The two classes are disjoint, so the match takes linear time whatever the page writes.
   */
  readonly five: RegExp;
}

const OF_ALL: Patterns = {
  digit: /\p{Nd}/u,
  five: /\p{Nd}(?:[^\p{Nd}\p{L}]{0,8}\p{Nd}){4}/u,
};

/**
 * The same within ASCII. Chromium 156 takes 2 ms to compile one of those above, when it first
 * meets a text: as long as the walk over 2 000 nodes.
 */
const OF_ASCII: Patterns = {
  digit: /\d/,
  five: /\d(?:[^\w\x80-\uffff]{0,8}\d){4}/,
};

const BEYOND_ASCII = /[^\0-\x7f]/;

/** Whether a text has what is looked for. What ASCII's pattern misses is only there beyond ASCII. */
function has(kind: keyof Patterns, text: string): boolean {
  return OF_ASCII[kind].test(text) || (BEYOND_ASCII.test(text) && OF_ALL[kind].test(text));
}

/** Code units of a text above which nothing is said about it. */
const LONG = 64 * 1024;

/** Whether a text has any decimal digit, of any script. */
export function hasDigit(text: string): boolean {
  return has("digit", text);
}

/** Whether a text, with its white space collapsed, has enough digits together to be a number. */
export function mayHoldNumber(text: string): boolean {
  return has("five", text);
}

/**
 * Whether a text as the page's source has it may hold a number, or several pieces of text in one.
 * A text that is long may.
 */
export function mayHoldNumbers(text: string): boolean {
  return text.length > LONG || mayHoldNumber(text.replace(/\s+/g, " "));
}
