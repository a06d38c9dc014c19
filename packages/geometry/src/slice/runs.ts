/** Runs of parts, and how they become a layer. */
import type { Layer } from "./layer.ts";

/** Runs of pixels as they come, part by part and row by row. Keeps its memory. */
export class RunList {
  count = 0;
  /** Row in the upper 16 bits, first pixel in the lower ones. */
  heads = new Uint32Array(1024);
  /** The pixel behind the last one, and in the lowest 8 bits the level. */
  tails = new Uint32Array(1024);

  clear(): void {
    this.count = 0;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    if (this.count + more <= this.heads.length) return;
    const { heads, tails } = this;
    this.heads = new Uint32Array(2 * (this.count + more));
    this.tails = new Uint32Array(2 * (this.count + more));
    this.heads.set(heads);
    this.tails.set(tails);
  }

  /**
   * Makes a layer of the runs of all parts; where parts overlap the brighter one counts. Parts that
   * stand in order leave the runs of each row in order, too.
   */
  join(height_px: number): Layer {
    const { count, heads, tails } = this;
    const firsts = new Uint32Array(height_px + 1);
    for (let i = 0; i < count; i++) firsts[(heads[i] >>> 16) + 1]++;
    for (let row = 0; row < height_px; row++) firsts[row + 1] += firsts[row];
    const row_ends = firsts.slice(0, height_px);
    const starts = new Uint16Array(count);
    const ends = new Uint16Array(count);
    const levels = new Uint8Array(count);
    let touch = false;
    for (let i = 0; i < count; i++) {
      const row = heads[i] >>> 16;
      const start = heads[i] & 0xffff;
      const at = row_ends[row]++;
      starts[at] = start;
      ends[at] = tails[i] >>> 8;
      levels[at] = tails[i];
      if (at === firsts[row] || start > ends[at - 1]) continue;
      if (start < ends[at - 1]) return joinOverlapping(this, height_px);
      if (levels[at] === levels[at - 1]) touch = true;
    }
    const layer = { row_ends, starts, ends, levels };
    return touch ? joinTouching(layer) : layer;
  }
}

/** Makes one run of those of a row that touch and are of one level. */
function joinTouching({ row_ends, starts, ends, levels }: Layer): Layer {
  let [run, at] = [0, 0];
  for (let row = 0; row < row_ends.length; row++) {
    const first = at;
    for (; run < row_ends[row]; run++) {
      const goes_on = at > first && starts[run] === ends[at - 1] && levels[run] === levels[at - 1];
      if (!goes_on) {
        starts[at] = starts[run];
        levels[at++] = levels[run];
      }
      ends[at - 1] = ends[run];
    }
    row_ends[row] = at;
  }
  const cut = { starts: starts.slice(0, at), ends: ends.slice(0, at) };
  return { row_ends, ...cut, levels: levels.slice(0, at) };
}

/** The same for runs that are not in order, or overlap. */
function joinOverlapping({ count, heads, tails }: RunList, height_px: number): Layer {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => heads[a] - heads[b] || a - b);
  const joined: [start: number, end: number, level: number][] = [];
  const row_ends = new Uint32Array(height_px);
  let first = 0;
  for (let row = 0; row < height_px; row++) {
    let end = first;
    while (end < count && heads[order[end]] >>> 16 === row) end++;
    const row_at = joined.length;
    for (const run of brightestOf(heads, tails, order.subarray(first, end))) {
      const last = joined.at(-1);
      const goes_on = last && joined.length > row_at && last[1] === run[0] && last[2] === run[2];
      if (goes_on) last[1] = run[1];
      else joined.push(run);
    }
    row_ends[row] = joined.length;
    first = end;
  }
  return {
    row_ends,
    starts: Uint16Array.from(joined, ([start]) => start),
    ends: Uint16Array.from(joined, ([, end]) => end),
    levels: Uint8Array.from(joined, ([, , level]) => level),
  };
}

/** Runs of one row, given in order of their starts: cut wherever one begins or ends. */
function* brightestOf(
  heads: Uint32Array,
  tails: Uint32Array,
  sorted: Uint32Array,
): Generator<[start: number, end: number, level: number]> {
  const startOf = (run: number) => heads[run] & 0xffff;
  const places = new Set<number>();
  for (const run of sorted) places.add(startOf(run)).add(tails[run] >>> 8);
  let [active, next, from]: [number[], number, number] = [[], 0, 0];
  for (const to of Uint16Array.from(places).sort()) {
    const brightest = active.reduce((most, run) => Math.max(most, tails[run] & 0xff), 0);
    if (brightest > 0) yield [from, to, brightest];
    active = active.filter((run) => tails[run] >>> 8 > to);
    while (next < sorted.length && startOf(sorted[next]) === to) active.push(sorted[next++]);
    from = to;
  }
}
