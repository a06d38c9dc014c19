/**
 * What a part meets at a place: looked up among a list of parts where it is asked once, and kept
 * ready for a rectangle of places where many follow each other.
 */
import { type FormBook, kernelOf } from "./book.ts";
import type { Form } from "./form.ts";
import { overlapOf, tidyKernels } from "./kernel.ts";
import { isBelow, type Layout } from "./layout.ts";

/**
 * Weighted overlap of `part`, in this form at x, y, with those of the list, which may name it.
 * Stops once it is not below the bound; what it returns then is at least the bound.
 */
export function weightAt(
  layout: Layout,
  part: number,
  others: ArrayLike<number>,
  count: number,
  form: Form,
  x: number,
  y: number,
  bound: number,
): number {
  const { left, right, front, back, book, weights } = layout;
  const { gap } = book;
  const l = x + form.left - gap;
  const r = x + form.right + gap;
  const f = y + form.front - gap;
  const b = y + form.back + gap;
  const row = part * layout.parts.length;
  layout.places++;
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const other = others[at];
    if (left[other] >= r || right[other] <= l || front[other] >= b || back[other] <= f) continue;
    if (other === part) continue;
    const dx = layout.x[other] - x;
    const dy = layout.y[other] - y;
    const weight = weights[row + other];
    const most = (bound - sum) / weight;
    const isFirst = isBelow(layout, part, form.index, other);
    sum += weight * overlapBetween(book, form.index, layout.form[other], isFirst, dx, dy, most);
    if (sum >= bound) return sum;
  }
  return sum;
}

/** Overlap of two forms of which the second lies dx, dy from the first, as overlapOf gives it. */
function overlapBetween(
  book: FormBook,
  form: number,
  other: number,
  isFirst: boolean,
  dx: number,
  dy: number,
  bound: number,
): number {
  const first = isFirst ? form : other;
  const sign = isFirst ? 1 : -1;
  const sin = sign * book.sin[first];
  const cos = sign * book.cos[first];
  const kernel = isFirst ? kernelOf(book, form, other) : kernelOf(book, other, form);
  return overlapOf(book.kernels, kernel, cos * dx + sin * dy, cos * dy - sin * dx, bound, slope);
}

/** Places x0 to x1 and y0 to y1 of the form's centre, in one container. */
export type Reach = { x0: number; x1: number; y0: number; y1: number };

/**
 * Those parts, a row of ROW numbers each, and how fast the overlap grows where it was last asked
 * for. Holds until parts are moved or weights changed.
 */
export type Near = { count: number; rows: Float64Array; growthX: number; growthY: number };

/**
 * Of a part: its place, the least and greatest offset along x and y at which it is met, sine and
 * cosine that turn an offset into that of the kernel, the weight of the pair, the kernel.
 */
const ROW = 10;

export function makeNear(): Near {
  return { count: 0, rows: new Float64Array(ROW * 64), growthX: 0, growthY: 0 };
}

/** Lists the parts that `part` in this form may meet. */
export function gatherNear(
  near: Near,
  layout: Layout,
  part: number,
  form: Form,
  home: number,
  { x0, x1, y0, y1 }: Reach,
): void {
  const { left, right, front, back, book, weights } = layout;
  const { gap } = book;
  tidyKernels(book.kernels);
  const l = x0 + form.left - gap;
  const r = x1 + form.right + gap;
  const f = y0 + form.front - gap;
  const b = y1 + form.back + gap;
  const members = layout.members[home];
  const row = part * layout.parts.length;
  let at = 0;
  for (let member = 0; member < members.length; member++) {
    const other = members[member];
    if (left[other] >= r || right[other] <= l || front[other] >= b || back[other] <= f) continue;
    if (other === part) continue;
    if (at + ROW > near.rows.length) {
      const rows = new Float64Array(2 * near.rows.length);
      rows.set(near.rows);
      near.rows = rows;
    }
    const otherForm = layout.form[other];
    const isFirst = isBelow(layout, part, form.index, other);
    const first = isFirst ? form.index : otherForm;
    const sign = isFirst ? 1 : -1;
    const { rows } = near;
    rows[at] = layout.x[other];
    rows[at + 1] = layout.y[other];
    rows[at + 2] = left[other] - form.right - gap;
    rows[at + 3] = right[other] - form.left + gap;
    rows[at + 4] = front[other] - form.back - gap;
    rows[at + 5] = back[other] - form.front + gap;
    rows[at + 6] = sign * book.sin[first];
    rows[at + 7] = sign * book.cos[first];
    rows[at + 8] = weights[row + other];
    rows[at + 9] = isFirst
      ? kernelOf(book, form.index, otherForm)
      : kernelOf(book, otherForm, form.index);
    at += ROW;
  }
  near.count = at / ROW;
}

/**
 * Weighted overlap with all those parts at a place within the reach, and how fast it grows along x
 * and y. Stops once it is not below the bound; what it returns then is at least the bound.
 */
export function weightNear(
  near: Near,
  layout: Layout,
  x: number,
  y: number,
  bound: number,
): number {
  const { count, rows } = near;
  const { kernels } = layout.book;
  let sum = 0;
  let growthX = 0;
  let growthY = 0;
  layout.places++;
  const end = count * ROW;
  for (let at = 0; at < end; at += ROW) {
    if (x <= rows[at + 2] || x >= rows[at + 3] || y <= rows[at + 4] || y >= rows[at + 5]) continue;
    const dx = rows[at] - x;
    const dy = rows[at + 1] - y;
    const sin = rows[at + 6];
    const cos = rows[at + 7];
    const kernel = rows[at + 9] | 0;
    const weight = rows[at + 8];
    const u = cos * dx + sin * dy;
    const v = cos * dy - sin * dx;
    const overlap = overlapOf(kernels, kernel, u, v, (bound - sum) / weight, slope);
    if (overlap > 0) {
      sum += weight * overlap;
      if (sum >= bound) return sum;
      growthX += weight * (cos * slope[0] - sin * slope[1]);
      growthY += weight * (sin * slope[0] + cos * slope[1]);
    }
  }
  near.growthX = growthX;
  near.growthY = growthY;
  return sum;
}

const slope = new Float64Array(3);
