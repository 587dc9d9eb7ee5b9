// Text of the kinds that a line-of-business application shows, made anew for each run: the digits
// come from the seed, so that no person's number is written down anywhere.

/** What the texts are like. */
export type Kind = "crm" | "logs" | "prose";

/** Lines of one kind, at least so many UTF-16 code units together. */
export const corpus = (kind: Kind, size: number, seed: number): string[] => {
  const chance = new Chance(seed);
  const lines: string[] = [];
  for (let length = 0; length < size; ) {
    const line = LINE[kind](chance);
    lines.push(line);
    length += line.length + 1;
  }
  return lines;
};

/** Marsaglia's xorshift32 (Journal of Statistical Software 8, 14, 2003): the same on every machine. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % end;
  }

  from<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error("there is nothing to choose from");
    return choice;
  }

  /** `#` becomes a digit, `^` one from 2 to 9, `*` a hexadecimal one; the rest stays. */
  fill(pattern: string): string {
    return pattern.replace(/[#^*]/g, (sign) => {
      if (sign === "*") return this.below(16).toString(16);
      return String(sign === "#" ? this.below(10) : 2 + this.below(8));
    });
  }
}

const AREA_CODES = [
  ...["201", "206", "212", "213", "303", "305", "312", "404", "415", "425"],
  ...["503", "512", "602", "614", "617", "702", "713", "804", "904", "972"],
];

const AMERICAN = ["(%) ^##-####", "%-^##-####", "+1 % ^## ####", "%.^##.####", "1-%-^##-####"];
const FOREIGN = [
  ["+44 20 7", "### ####"],
  ["+49 30 ", "^#######"],
  ["+33 1 4", "# ## ## ##"],
  ["+61 2 9", "### ####"],
  ["+81 3-5", "###-####"],
] as const;

const phone = (chance: Chance): string => {
  if (chance.below(5) === 0) {
    const [head, rest] = chance.from(FOREIGN);
    return head + chance.fill(rest);
  }
  const [before, after] = chance.from(AMERICAN).split("%");
  const extension = chance.below(8) === 0 ? chance.fill(" x^###") : "";
  return (before ?? "") + chance.from(AREA_CODES) + chance.fill(after ?? "") + extension;
};

const two = (value: number): string => String(value).padStart(2, "0");
const date = (chance: Chance): string =>
  `20${two(20 + chance.below(7))}-${two(1 + chance.below(12))}-${two(1 + chance.below(28))}`;
const time = (chance: Chance): string =>
  `${two(chance.below(24))}:${two(chance.below(60))}:${two(chance.below(60))}`;

const FIRST = ["Dana", "Omar", "Ines", "Piotr", "Akira", "Lena", "Marcus", "Chloe"];
const LAST = ["Whitfield", "Haddad", "Moreau", "Nowak", "Tanaka", "Vogel", "Reyes", "Lindqvist"];
const COMPANY = ["Northwind Traders", "Contoso Ltd", "Fabrikam GmbH", "Tailspin Toys"];
const STREET = ["Pine St, Seattle, WA", "Harbor Ave, Boston, MA", "Elm Rd, Austin, TX"];
const STATE = ["Open", "Qualified", "On hold", "Won", "Lost"];

/** The cells of a list of customers. */
const customer = (chance: Chance): string => {
  const [first, last] = [chance.from(FIRST), chance.from(LAST)];
  return [
    chance.fill("C-######"),
    `${first} ${last}`,
    chance.from(COMPANY),
    phone(chance),
    chance.below(3) === 0 ? `Mobile: ${phone(chance)}` : phone(chance),
    date(chance),
    chance.fill("$^#,###.##"),
    `${chance.fill("^###")} ${chance.from(STREET)} ${chance.fill("#####")}`,
    `${first}.${last}@example.com`.toLowerCase(),
    chance.from(STATE),
  ].join("\t");
};

const LEVEL = ["INFO ", "WARN ", "ERROR", "DEBUG"];
const PATH = ["orders", "customers", "invoices", "sessions"];

/** A line of a server's log: digits nearly everywhere, and hardly ever a phone number. */
const logLine = (chance: Chance): string =>
  `${date(chance)}T${time(chance)}.${chance.fill("###")}Z ${chance.from(LEVEL)} ` +
  chance.fill(`[api-#] req=********-****-**** GET /v1/${chance.from(PATH)}/######## `) +
  chance.fill(`${chance.from(["200", "201", "404", "500"])} ^#.# ms 10.^#.1##.^#:5#### `) +
  chance.fill("bytes=^#### id=############ ts=17########") +
  (chance.below(50) === 0 ? ` callback to ${phone(chance)}` : "");

const SENTENCE = [
  "The customer asked us to move the delivery to the end of the week because the warehouse is closed.",
  "Nobody on the team remembered who had agreed to the terms, so the renewal was put on hold.",
  "She prefers to be contacted in the afternoon and would rather speak with the same person again.",
  "After the workshop the two sides wrote down what had been promised and what had merely been hoped for.",
  "A replacement was sent the same day, and the broken unit came back with a note of thanks.",
];

/** A note in sentences, seldom with a year, more seldom with a number to call. */
const paragraph = (chance: Chance): string => {
  const sentences = Array.from({ length: 3 + chance.below(4) }, () => chance.from(SENTENCE));
  if (chance.below(4) === 0) sentences.push(`The contract dates from ${date(chance).slice(0, 4)}.`);
  if (chance.below(20) === 0) sentences.push(`Please call back on ${phone(chance)} before noon.`);
  return sentences.join(" ");
};

const LINE: Record<Kind, (chance: Chance) => string> = {
  crm: customer,
  logs: logLine,
  prose: paragraph,
};
