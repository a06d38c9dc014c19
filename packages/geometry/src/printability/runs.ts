/** Rows of runs that grow as they are written, and what can be done with them row by row. */
import type { Layer } from "../slice/layer.ts";

/** Runs dimmer than this are no solid. */
const SOLID_LEVEL = 128;

/**
 * Runs of pixels in rows, as in Layer but without brightness: runs of a row are in order, and none
 * touch. Filled from the first row to the last; empty ones are filled again without new memory.
 */
export class Runs {
  readonly height: number;
  /** How many runs there are, up to and with each row. */
  readonly row_ends: Int32Array;
  starts: Int32Array<ArrayBuffer>;
  ends: Int32Array<ArrayBuffer>;
  count = 0;

  constructor(height: number, room = 256) {
    this.height = height;
    this.row_ends = new Int32Array(height);
    this.starts = new Int32Array(Math.max(1, room));
    this.ends = new Int32Array(Math.max(1, room));
  }

  push(start: number, end: number): void {
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** Index of the first run of a row. */
  rowStart(row: number): number {
    return row === 0 ? 0 : this.row_ends[row - 1];
  }

  /** The run with a pixel in it, or -1. */
  runAt(row: number, x: number): number {
    if (row < 0 || row >= this.height) return -1;
    let low = this.rowStart(row);
    let high = this.row_ends[row];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] <= x) low = middle + 1;
      else high = middle;
    }
    return low < this.row_ends[row] && this.starts[low] <= x ? low : -1;
  }
}

/** Takes over the solid of a layer. */
export function readLayer({ row_ends, starts, ends, levels }: Layer, runs: Runs): void {
  runs.count = 0;
  let at = 0;
  for (let row = 0; row < runs.height; row++) {
    const first = runs.count;
    for (; at < row_ends[row]; at++) {
      if (levels[at] < SOLID_LEVEL) continue;
      if (runs.count > first && runs.ends[runs.count - 1] >= starts[at]) {
        runs.ends[runs.count - 1] = ends[at];
      } else {
        runs.push(starts[at], ends[at]);
      }
    }
    runs.row_ends[row] = runs.count;
  }
}

/** A copy of all runs, or of those that are wanted. */
export function copyRuns(runs: Runs, wanted?: (run: number) => boolean): Runs {
  const copy = new Runs(runs.height, runs.count);
  if (!wanted) {
    copy.starts.set(runs.starts.subarray(0, runs.count));
    copy.ends.set(runs.ends.subarray(0, runs.count));
    copy.row_ends.set(runs.row_ends);
    copy.count = runs.count;
    return copy;
  }
  for (let row = 0, i = 0; row < runs.height; row++) {
    for (; i < runs.row_ends[row]; i++) {
      if (wanted(i)) copy.push(runs.starts[i], runs.ends[i]);
    }
    copy.row_ends[row] = copy.count;
  }
  return copy;
}

/** What is in one or the other. */
export function uniteRuns(a: Runs, b: Runs): Runs {
  const both = new Runs(a.height, a.count + b.count);
  const [starts, ends] = [both.starts, both.ends];
  let [i, j, count] = [0, 0, 0];
  for (let row = 0; row < a.height; row++) {
    const first = count;
    const [i_end, j_end] = [a.row_ends[row], b.row_ends[row]];
    while (i < i_end || j < j_end) {
      const takes_a = j >= j_end || (i < i_end && a.starts[i] <= b.starts[j]);
      const start = takes_a ? a.starts[i] : b.starts[j];
      const end = takes_a ? a.ends[i++] : b.ends[j++];
      if (count === first || start > ends[count - 1]) {
        starts[count] = start;
        ends[count++] = end;
      } else if (end > ends[count - 1]) ends[count - 1] = end;
    }
    both.row_ends[row] = count;
  }
  both.count = count;
  return both;
}

/**
 * Writes columns as rows: row x of the answer has the runs of column x. There is something to do
 * only where neighbouring rows differ.
 */
export function transposeRuns(runs: Runs, width: number): Runs {
  const toggles: number[][] = [];
  const toggle = (from: number, to: number, row: number) => {
    for (let x = from; x < to; x++) {
      toggles[x] ??= [];
      toggles[x].push(row);
    }
  };
  for (let row = 0; row <= runs.height; row++) {
    const here = row < runs.height ? edgesOf(runs, row) : [];
    const above = row > 0 ? edgesOf(runs, row - 1) : [];
    let [i, j, from] = [0, 0, -1];
    while (i < here.length || j < above.length) {
      const [a, b] = [here[i] ?? Infinity, above[j] ?? Infinity];
      const x = Math.min(a, b);
      if (a === x) i++;
      if (b === x) j++;
      if (a === b) continue;
      if (from < 0) from = x;
      else {
        toggle(from, x, row);
        from = -1;
      }
    }
  }
  const columns = new Runs(width);
  for (let x = 0; x < width; x++) {
    const column = toggles[x] ?? [];
    for (let i = 0; i + 1 < column.length; i += 2) columns.push(column[i], column[i + 1]);
    columns.row_ends[x] = columns.count;
  }
  return columns;
}

/** Where the runs of a row begin and end, in turn. */
function edgesOf(runs: Runs, row: number): number[] {
  const edges: number[] = [];
  for (let i = runs.rowStart(row); i < runs.row_ends[row]; i++) {
    edges.push(runs.starts[i], runs.ends[i]);
  }
  return edges;
}

/** A copy with twice the room. */
export function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
