/** Boxes and where a button fits beside them. Pure; CSS pixels. */

import type { Rect } from "./protocol";

/** A box. */
export type Box = Rect;

/** A point. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A width and a height. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a button stands: a corner of it, and which way it may grow from there. */
export interface Spot extends Point {
  /** Whether `x` is its left edge, so that it grows to the right; else its right edge. */
  readonly grows: "right" | "left";
}

/** Pixels between a number and its button. */
const GAP = 4;

/** Whether a point lies in a box or on its edge. */
export function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** Whether two boxes share more than an edge. */
export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** The smallest box around boxes; an empty one at the origin around none. */
export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) {
    return { x: 0, y: 0, width: 0, height: 0 };
  }
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A box grown by a margin on all sides. */
export function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}

/** The middle of a box. */
export function middle({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Behind a line of a number and before it, level with it: where a button covers none of it. */
export function spotsBeside(line: Box, button: Size, rightToLeft: boolean): Spot[] {
  const level = line.y + (line.height - button.height) / 2;
  const right: Spot = { x: line.x + line.width + GAP, y: level, grows: "right" };
  const left: Spot = { x: line.x - GAP, y: level, grows: "left" };
  return rightToLeft ? [left, right] : [right, left];
}

/**
 * Where a button goes: behind the number, before it, below or above, the first where it is wholly
 * in view and covers none of the number. `null` when there is no such place.
 *
 * @param line the line of the number that the button belongs to
 * @param number every line of the number
 * @param rightToLeft which way the text runs
 */
export function spotFor(
  line: Box,
  number: readonly Box[],
  button: Size,
  view: Size,
  rightToLeft: boolean,
): Spot | null {
  const below: Spot = { x: line.x, y: line.y + line.height + GAP, grows: "right" };
  const above: Spot = { x: line.x, y: line.y - GAP - button.height, grows: "right" };
  const sides = spotsBeside(line, button, rightToLeft);
  const fits = (spot: Spot): boolean => {
    const box = boxAt(spot, button);
    return (
      box.x >= 0 &&
      box.y >= 0 &&
      box.x + box.width <= view.width &&
      box.y + box.height <= view.height &&
      !number.some((other) => overlap(box, other))
    );
  };
  const spots = [...sides, below, above];
  // At the edge of the view a button may stand a little higher or lower than its number.
  const held = sides.map((spot) => ({
    ...spot,
    y: Math.min(Math.max(spot.y, 0), view.height - button.height),
  }));
  return [...spots, ...held].find(fits) ?? null;
}

/** The box of a button of a size at a spot. */
export function boxAt({ x, y, grows }: Spot, { width, height }: Size): Box {
  return { x: grows === "right" ? x : x - width, y, width, height };
}
