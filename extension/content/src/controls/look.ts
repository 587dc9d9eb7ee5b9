/** Whether a page is light or dark around some text. */

/** How the page looks around a number. */
export type Look = "light" | "dark";

/**
 * The look that a text colour, as `getComputedStyle` gives it, was chosen for: light text stands
 * on a dark page. A page's own dark mode need not be the system's, so its colours are what counts.
 */
export function lookFor(color: string): Look {
  return lightness(color) > 0.55 ? "dark" : "light";
}

/** The perceived lightness of a computed colour (css-color-4 §15), 0 to 1, roughly. */
function lightness(color: string): number {
  const [, name = "", values = ""] = /^([a-z-]+)\(([^)]*)\)/.exec(color) ?? [];
  const [first = 0, second = 0, third = 0] = (values.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  switch (name) {
    case "oklch":
    case "oklab":
      return first;
    case "lch":
    case "lab":
      return first / 100;
    case "color":
      return brightness(first, second, third);
    default:
      return brightness(first / 255, second / 255, third / 255);
  }
}

function brightness(red: number, green: number, blue: number): number {
  return 0.3 * red + 0.59 * green + 0.11 * blue;
}
