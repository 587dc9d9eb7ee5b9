/** What can be called: a number in the page's text, or one that is a field's value. */

import type { Box, Point } from "../geometry";
import type { ShownNumber } from "../numbers";
import type { NumberFacts } from "../protocol";
import { boxesOf, isSeen, lookAt } from "../sight";

/** A number in a field: its text is the browser's own, which no highlight can paint. */
export interface FieldNumber {
  readonly facts: NumberFacts;
  /** The field's value. */
  readonly text: string;
  readonly field: HTMLInputElement;
}

/** A number with a place in the page. */
export type Target = ShownNumber | FieldNumber;

/** The element that a target is in, or is. */
export function elementOf(target: Target): Element | null {
  return "field" in target ? target.field : (target.places[0]?.node.parentElement ?? null);
}

/** The node of a target. */
export function nodeOf(target: Target): Node | undefined {
  return "field" in target ? target.field : target.places[0]?.node;
}

/** The boxes that a target fills: a text's lines, or the field. */
export function boxesOfTarget(target: Target): Box[] {
  if (!("field" in target)) {
    return boxesOf(target);
  }
  const { x, y, width, height } = target.field.getBoundingClientRect();
  return width > 0 && height > 0 ? [{ x, y, width, height }] : [];
}

/** Whether a target can be seen at a point, neither clipped nor covered there. */
export function isTargetSeen(target: Target, point: Point): boolean {
  return "field" in target ? lookAt(point).element === target.field : isSeen(target, point);
}

/** The computed style of the element that a target is in. */
export function styleOf(target: Target): CSSStyleDeclaration | undefined {
  const element = elementOf(target);
  return element === null ? undefined : getComputedStyle(element);
}
