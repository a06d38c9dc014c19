/** What hangs together within a layer: solid over sides and corners, void over sides only. */
import { grown, type Runs } from "./runs.ts";

/** Parts of a layer, numbered from 0 in the order of their first runs. */
export class LayerParts {
  count = 0;
  /** Of each run, its part. */
  labels: Int32Array<ArrayBuffer> = new Int32Array(256);
  /** Of each part, its pixels. */
  areas_px: number[] = [];
  #parents: Int32Array<ArrayBuffer> = new Int32Array(256);

  /** Finds the parts of the solid. Two that touch at a corner are one. */
  labelSolid(runs: Runs): void {
    const { row_ends, starts, ends } = runs;
    this.#reset(runs.count);
    let above = 0;
    for (let row = 1; row < runs.height; row++) {
      const above_end = row_ends[row - 1];
      let below = above_end;
      const below_end = row_ends[row];
      while (above < above_end && below < below_end) {
        if (starts[below] <= ends[above] && starts[above] <= ends[below]) this.#join(above, below);
        if (ends[above] < ends[below]) above++;
        else below++;
      }
      above = above_end;
    }
    this.#number(runs.count);
    for (let i = 0; i < runs.count; i++) this.areas_px[this.labels[i]] += ends[i] - starts[i];
  }

  /**
   * Finds the parts of what is not solid; part 0 is all that reaches the rim of the picture, whose
   * outermost pixels must be free. Void `j` of a row lies before its run `j`, so that the voids of
   * row `y` begin at `runs.rowStart(y) + y`.
   */
  labelVoid(runs: Runs): void {
    const { row_ends, starts, ends, height } = runs;
    this.#reset(runs.count + height);
    for (let row = 0; row < height; row++) {
      const first = runs.rowStart(row) + row;
      const last = row_ends[row] + row;
      this.#join(0, first);
      this.#join(0, last);
      if (row > 0) eachTouchingVoid(runs, runs, row - 1, row, (i, j) => this.#join(i, j));
    }
    this.#number(runs.count + height);
    for (let row = 0; row < height; row++) {
      for (let i = runs.rowStart(row) + 1; i < row_ends[row]; i++) {
        this.areas_px[this.labels[i + row]] += starts[i] - ends[i - 1];
      }
    }
  }

  #reset(size: number): void {
    while (this.#parents.length < size) {
      this.#parents = grown(this.#parents);
      this.labels = grown(this.labels);
    }
    for (let i = 0; i < size; i++) this.#parents[i] = i;
  }

  #find(at: number): number {
    const parents = this.#parents;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  #join(a: number, b: number): void {
    const root_a = this.#find(a);
    const root_b = this.#find(b);
    if (root_a < root_b) this.#parents[root_b] = root_a;
    else this.#parents[root_a] = root_b;
  }

  #number(size: number): void {
    this.count = 0;
    for (let i = 0; i < size; i++) {
      const root = this.#find(i);
      this.labels[i] = root === i ? this.count++ : this.labels[root];
    }
    this.areas_px.length = this.count;
    this.areas_px.fill(0);
  }
}

/**
 * Names the pairs of voids, of a row and of a row of the same or another picture, that have a pixel
 * in common when the rows are laid on each other. Outside over outside is left out.
 */
export function eachTouchingVoid(
  a: Runs,
  b: Runs,
  row_a: number,
  row_b: number,
  visit: (void_a: number, void_b: number) => void,
): void {
  const [first_a, end_a] = [a.rowStart(row_a), a.row_ends[row_a]];
  const [first_b, end_b] = [b.rowStart(row_b), b.row_ends[row_b]];
  if (end_a - first_a < 2 && end_b - first_b < 2) return;
  let [i, j] = [first_a, first_b];
  while (i <= end_a && j <= end_b) {
    const start_a = i === first_a ? -1 : a.ends[i - 1];
    const stop_a = i === end_a ? Infinity : a.starts[i];
    const start_b = j === first_b ? -1 : b.ends[j - 1];
    const stop_b = j === end_b ? Infinity : b.starts[j];
    if (start_a < stop_b && start_b < stop_a) visit(i + row_a, j + row_b);
    if (stop_b < stop_a) j++;
    else i++;
  }
}
