/** First answers on a strip. */
import type { Random } from "../../random.ts";
import { formAt } from "./book.ts";
import { type Layout, putPart } from "./layout.ts";

/** Least length that every part has a turn for. */
export function leastLengthOf(layout: Layout): number {
  const widths = layout.parts.map((_, part) => widthOf(layout, narrowestOf(layout, part)));
  return widths.reduce((most, width) => Math.max(most, width), 0);
}

/** Lays all parts in columns, without overlap, and gives the length that takes. */
export function layInColumns(layout: Layout): number {
  const [strip] = layout.containers;
  const forms = layout.parts.map((_, part) => narrowestOf(layout, part));
  const order = forms.map((_, part) => part);
  order.sort((a, b) => widthOf(layout, forms[b]) - widthOf(layout, forms[a]) || a - b);
  const least = forms.reduce((sum, form) => sum + widthOf(layout, form) + layout.book.gap, 0);
  strip.width = least;
  let start = 0;
  let next = 0;
  let y = 0;
  for (const part of order) {
    const { left, right, front, back } = formAt(layout.book, forms[part]);
    if (y > 0 && y + back - front > strip.depth) {
      start = next + layout.book.gap;
      y = 0;
    }
    putPart(layout, part, 0, forms[part], start - left, y - front);
    next = Math.max(next, start + right - left);
    y += back - front + layout.book.gap;
  }
  strip.width = next;
  return next;
}

/** Throws all parts onto a strip of this length. */
export function scatter(layout: Layout, length: number, random: Random): void {
  const [strip] = layout.containers;
  strip.width = length;
  const { kinds, firstForm } = layout.book;
  for (const [part, { kind }] of layout.parts.entries()) {
    const drawn = firstForm[kind] + random.below(kinds[kind].turns_deg.length);
    const form = widthOf(layout, drawn) <= length ? drawn : narrowestOf(layout, part);
    putPart(layout, part, 0, form, random.next() * length, random.next() * strip.depth);
  }
}

/** Length up to the last part. */
export function lengthOf(layout: Layout): number {
  return layout.right.reduce((most, right) => Math.max(most, right), 0);
}

export function narrowestOf(layout: Layout, part: number): number {
  const { kind } = layout.parts[part];
  const first = layout.book.firstForm[kind];
  let best = first;
  for (let turn = 1; turn < layout.book.kinds[kind].turns_deg.length; turn++) {
    if (widthOf(layout, first + turn) < widthOf(layout, best)) best = first + turn;
  }
  return best;
}

export function widthOf(layout: Layout, form: number): number {
  const { left, right } = formAt(layout.book, form);
  return right - left;
}
