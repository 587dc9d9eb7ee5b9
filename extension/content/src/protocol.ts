// Rendered from native-host/protocol by `cargo xtask types`; do not edit.

export const MAX_BLOCKS = 1000;

export const MAX_TEXT = 262144;

export const MAX_TEXT_A_MINUTE = 67108864;

export const MAX_COLUMN = 6;

/**
 * A telephone number in the form of ITU-T E.164 §6.2.1: `+`, a country code that does not begin
 * with 0, at most 15 digits in all.
 *
 * Seven digits is the least: the shortest numbers that subscribers have (Niue, `+683 4000`) need
 * them, and every emergency or short code written behind a `+` falls below.
 */
export type E164 = string;

/**
 * One line of text from a page, for people to read: no control characters, none that turn the
 * direction of what follows, one space where there was white space, at most [`Line::LONGEST`]
 * characters; never empty.
 */
export type Line = string;

/**
 * Whom a number belongs to, as far as the page around it says. Text for people, never markup.
 */
export type Subject = { 
/**
 * The name in the same row, or the title of what is around it: `Ada Lovelace`.
 */
name: Line | null, 
/**
 * What the page calls the number: `Mobile`.
 */
label: Line | null, };

/**
 * A page's request for a call.
 */
export type DoorRequest = { 
/**
 * The page's own name for the call, which comes back with every event of it.
 */
call: Line, 
/**
 * The number, as a person would write it.
 */
number: Line, 
/**
 * Whom it belongs to.
 */
name: Line | null, };

/**
 * What a page is told of a call that it has asked for.
 */
export type DoorEvent = { 
/**
 * The page's own name for the call.
 */
call: Line, 
/**
 * What has become of it.
 */
state: DoorState, 
/**
 * How long it was answered, in whole seconds; once it has ended.
 */
seconds: number | null, };

/**
 * What has become of a page's request.
 */
export type DoorState = "offered" | "not_a_number" | "too_often" | "dismissed" | "calling" | "ringing" | "connected" | "ended";

/**
 * What a content script asks of the background.
 */
export type FromContent = { "type": "find", 
/**
 * What the page says of its country.
 */
page: PageClues, 
/**
 * The blocks, those with the same surroundings together: at most [`MAX_BLOCKS`] blocks,
 * and at most [`MAX_TEXT`] code units in all.
 */
groups: Array<Group>, } | { "type": "call", 
/**
 * The number.
 */
number: E164, 
/**
 * Whom it belongs to.
 */
subject: Subject, 
/**
 * The title of the frame's document.
 */
title: Line | null, } | { "type": "door", 
/**
 * What it asks for.
 */
request: DoorRequest, } | { "type": "painted", 
/**
 * Numbers that were found in this frame.
 */
count: number, 
/**
 * Whether there may be more, in rows of long lists that nobody has come near to.
 */
more: boolean, 
/**
 * `performance.timeOrigin` of the document: when it replaced the one before.
 */
document_since_ms: number, };

/**
 * What speaks for the country whose national numbers a page shows.
 */
export type PageClues = { 
/**
 * The page's `lang`, or nothing.
 */
language: string, 
/**
 * Text of the page that may hold an address, such as its footer.
 */
text: string, 
/**
 * Regions of numbers with a calling code that were found in the frame so far, as
 * [`Found::seen`] had them; at most [`MAX_SEEN`].
 */
seen: Array<string>, };

/**
 * Blocks of text with the same surroundings.
 */
export type Group = { 
/**
 * What surrounds each of them.
 */
surroundings: Surroundings, 
/**
 * The blocks.
 */
texts: Array<string>, };

/**
 * What surrounds a block of text: what a person sees there, and what the page's authors named it.
 * Each may be empty. What is beyond the bounds is not read.
 */
export type Surroundings = { 
/**
 * The end of what is read right before it.
 */
before: string, 
/**
 * The heading of its column or row, or its `<dt>`.
 */
header: string, 
/**
 * Its accessible label or its title.
 */
label: string, 
/**
 * The names that its element has in attributes, joined by spaces.
 */
field: string, 
/**
 * Other cells of its column, at most [`MAX_COLUMN`].
 */
column: Array<string>, };

/**
 * What the background asks of a content script.
 */
export type ToContent = { "type": "list", 
/**
 * How long, in milliseconds, it may wait for work under way.
 */
patience_ms: number, } | { "type": "door", 
/**
 * What has happened.
 */
event: DoorEvent, } | { "type": "renew", } | { "type": "step", 
/**
 * Which way.
 */
direction: Direction, } | { "type": "selection", };

/**
 * A way through a page.
 */
export type Direction = "next" | "previous";

/**
 * The numbers of each block, in the order of the blocks asked about.
 */
export type Found = { 
/**
 * As many as blocks were asked about, the groups' one behind another; all empty where the
 * settings are off.
 */
blocks: Array<Array<FoundNumber>>, 
/**
 * The regions of numbers with a calling code, those that the question named included, each as
 * often as it was seen; at most [`MAX_SEEN`].
 */
seen: Array<string>, 
/**
 * What the frame is to do. With each answer, because a page in which nothing may be a number
 * asks nothing, and one that asks knows it in time to paint.
 */
settings: PageSettings, };

/**
 * The settings as far as a frame's content script needs them.
 */
export type PageSettings = { 
/**
 * Whether anything is to be done at all.
 */
on: boolean, 
/**
 * How a number shows that it can be called.
 */
show: Show, 
/**
 * What becomes of links that dial.
 */
tel_links: TelLinks, 
/**
 * In which fields numbers are looked for.
 */
inputs: Inputs, };

/**
 * In which fields numbers are looked for.
 */
export type Inputs = "telephone" | "all";

/**
 * How a number shows that it can be called.
 */
export type Show = "always" | "hover" | "highlight";

/**
 * What becomes of links that dial.
 */
export type TelLinks = "take_over" | "leave";

/**
 * Why the background did not do as asked, in English, for the log of whoever asked.
 */
export type Refused = { 
/**
 * The reason.
 */
error: string, };

/**
 * A number and where it stands in its block.
 */
export type FoundNumber = { 
/**
 * Offset of its first UTF-16 code unit.
 */
start: number, 
/**
 * Offset behind its last UTF-16 code unit.
 */
end: number, 
/**
 * The number.
 */
number: NumberFacts, };

/**
 * What `numbers` knows of a number.
 */
export type NumberFacts = { 
/**
 * The number in E.164.
 */
e164: E164, 
/**
 * As written in international form, `+1 425-555-0123`.
 */
international: string, 
/**
 * ISO 3166-1 alpha-2 code, or `001` for a non-geographic calling code.
 */
region: string, 
/**
 * `mobile`, `fixed_line`, `toll_free`, …
 */
type: string, 
/**
 * Whether it is meant to be called: `call`, `doubtful`, `not_a_number`.
 */
verdict: string, 
/**
 * Why that verdict, as a machine-readable word.
 */
reason: string, };

/**
 * What a frame shows.
 */
export type Listing = { 
/**
 * Its numbers.
 */
numbers: Array<PaintedNumber>, 
/**
 * The frame's origin, as the page's process says it.
 */
origin: string, 
/**
 * Its document's title.
 */
title: Line | null, };

/**
 * A number as a frame shows it, in CSS pixels of that frame's viewport.
 */
export type PaintedNumber = { 
/**
 * The text as it stands in the page.
 */
text: string, 
/**
 * What it is.
 */
number: NumberFacts, 
/**
 * Its bounding box.
 */
rect: Rect, 
/**
 * Whom it belongs to.
 */
subject: Subject, };

/**
 * A box in CSS pixels.
 */
export type Rect = { 
/**
 * Left edge.
 */
x: number, 
/**
 * Top edge.
 */
y: number, 
/**
 * Width.
 */
width: number, 
/**
 * Height.
 */
height: number, };
