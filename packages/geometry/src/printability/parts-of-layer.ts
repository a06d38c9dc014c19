/** What hangs together within a layer: its solid over sides and corners, its void over sides only. */
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
      if (row === 0 || last - first < 2) continue;
      // Both outer voids are part 0 already: only inner ones are compared.
      let above = runs.rowStart(row - 1);
      let below = runs.rowStart(row) + 1;
      const above_end = row_ends[row - 1];
      for (; below < row_ends[row]; below++) {
        const [start, end] = [ends[below - 1], starts[below]];
        while (above < above_end && starts[above] <= start) above++;
        // Void before run `above`, and those after it, as far as they reach over.
        for (let at = above; ; at++) {
          const begins = at === runs.rowStart(row - 1) ? -1 : ends[at - 1];
          if (begins >= end) break;
          this.#join(at + row - 1, below + row);
          if (at === above_end) break;
        }
      }
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
