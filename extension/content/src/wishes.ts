/** What a page says about being read. `data-pagedial="off"` is read element by element. */

/**
 * Whether a page lets us look for numbers in its text. Its dialling links stay callable: the author
 * wrote them to be called.
 */
export function allowsDetection(page: Document): boolean {
  const metas = page.querySelectorAll<HTMLMetaElement>("meta[name][content]");
  return ![...metas].some(({ name, content }) => forbids(name, content));
}

/** Whether a `meta` element forbids to detect telephone numbers. */
export function forbids(name: string, content: string): boolean {
  switch (name.toLowerCase()) {
    case "format-detection":
      return /(?:^|[\s,;])telephone\s*=\s*no(?:$|[\s,;])/i.test(content);
    case "skype_toolbar":
      return true;
    default:
      return false;
  }
}
