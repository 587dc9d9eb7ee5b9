/** Paints numbers with the CSS Custom Highlight API, which leaves the page's DOM alone. */

/** Our name in the registry, which is shared with the page; `content.css` styles it. */
const NAME = "pagedial-number";

/** Our highlight. */
export class Paint {
  readonly #highlight = new Highlight();

  /** Paints a range. */
  add(range: AbstractRange): void {
    this.#highlight.add(range);
    this.renew();
  }

  /** No longer paints a range. */
  remove(range: AbstractRange): void {
    this.#highlight.delete(range);
  }

  /** Registers the highlight again when the page has taken it out. */
  renew(): void {
    if (this.#highlight.size > 0 && CSS.highlights.get(NAME) !== this.#highlight) {
      CSS.highlights.set(NAME, this.#highlight);
    }
  }

  /** Paints nothing any more. */
  clear(): void {
    this.#highlight.clear();
    CSS.highlights.delete(NAME);
  }
}
