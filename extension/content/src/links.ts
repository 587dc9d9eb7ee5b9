/** What `tel:`, `callto:` and `sip:` links dial. */

const DIALLING = /^\s*(?:tel|callto|sips?):/i;

/** As {@link DIALLING}, for asking a whole piece of a page at once. */
export const DIALLING_LINKS = 'a[href*="tel:" i],a[href*="callto:" i],a[href*="sip" i]';

/** Characters that separate what is dialled from pauses and parameters (RFC 3966 §3, `;` and `,`). */
const BEHIND_THE_NUMBER = /[;,?]/;

const NUMBER = /^[+\p{Nd}\p{P}\p{Zs}\p{S}]+$/u;

const CONTEXT = /;phone-context=(\+[\d\-.()]+)/i;

/**
 * The number that a link dials, as the author wrote it, or `undefined` when the link dials none.
 *
 * `tel:` is RFC 3966, with its `phone-context`; `sip:` is RFC 3261 §19.1.6, where the user part may
 * be a telephone number; `callto:` has no specification and also carries account names, which are
 * not numbers.
 */
export function dialledBy(href: string): string | undefined {
  if (!DIALLING.test(href)) {
    return undefined;
  }
  const target = decoded(href.slice(href.indexOf(":") + 1)).replace(/^\/+/, "");
  const [subscriber = ""] = target.split("@", 1);
  const [written = ""] = subscriber.split(BEHIND_THE_NUMBER, 1);
  const number = written.trim();
  if (number === "" || number.length > 64 || !NUMBER.test(number)) {
    return undefined;
  }
  const context = CONTEXT.exec(target)?.[1];
  return context !== undefined && !number.startsWith("+") ? `${context} ${number}` : number;
}

/** Percent-decoded; what is not valid percent encoding is taken as it stands. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}
