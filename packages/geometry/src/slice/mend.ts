/**
 * Outlines of torn shells. The rule: cuts are joined where their triangles share a side; the ends
 * that are left, nearest first, a beginning to an end and then any two, over gaps of at most 2 mm,
 * or a quarter of the shorter piece; a piece closes with itself over at most half its length. Of
 * what is left, a piece closes with itself where half its length is more than what of the gap lies
 * in the open: the end of a handle, open within its body, is closed by a line through that. An
 * outline then runs the way that most of its length runs. What does not close encloses nothing.
 */
import { exposedLength } from "./exposed.ts";
import type { Cuts } from "./sweep.ts";

const GAP_MAX_MM = 2;
/** Of the shorter of two pieces, and of a piece that closes with itself. */
const GAP_SHARE = 1 / 4;
const OWN_GAP_SHARE = 1 / 2;
/** So many pieces that are left are looked at, each beside all outlines. */
const LEFT_MAX = 64;
/** Each joins at least the nearest pair; ends that come in from afar one by one stay open. */
const ROUNDS_MAX = 64;

const NONE = -1;

/** End `2 i` is where cut `i` begins, `2 i + 1` where it ends. Keeps memory between layers. */
export class Mender {
  /** The first end on each side that waits for another: beginnings, then ends. */
  readonly #waiting: Int32Array;
  readonly #side_count: number;
  #points: Float64Array = new Float64Array(0);
  #count = 0;
  /** The end that each is joined to. */
  #partners = new Int32Array(0);
  #next_waiting = new Int32Array(0);
  /** Of each open end: the other one of its piece, and how long that is, gaps included. */
  #opposite = new Int32Array(0);
  #lengths = new Float64Array(0);

  constructor(side_count: number) {
    this.#side_count = side_count;
    this.#waiting = new Int32Array(2 * side_count).fill(NONE);
  }

  /** Joins cuts that begin and end on the sides named, and adds their outlines to others. */
  addMended(torn: Cuts, ends: Uint32Array, cuts: Cuts): void {
    this.#points = torn.points;
    this.#count = torn.count;
    if (this.#partners.length < 2 * torn.count) {
      this.#partners = new Int32Array(4 * torn.count);
      this.#next_waiting = new Int32Array(4 * torn.count);
      this.#opposite = new Int32Array(4 * torn.count);
      this.#lengths = new Float64Array(4 * torn.count);
    }
    this.#partners.fill(NONE, 0, 2 * torn.count);
    this.#joinSides(ends);
    let open = this.#openEnds();
    for (const any of [false, true]) {
      for (let round = 0; round < ROUNDS_MAX && open.length > 1; round++) {
        if (!this.#joinNearest(open, any)) break;
        open = open.filter((end) => this.#partners[end] === NONE);
      }
    }
    const is_done = new Uint8Array(this.#count);
    for (const end of open) this.#mark(end, is_done);
    this.#addOutlines(is_done, cuts);
    this.#closeLeft(open, is_done, cuts);
    this.#addOutlines(is_done, cuts);
  }

  #join(a: number, b: number): void {
    this.#partners[a] = b;
    this.#partners[b] = a;
  }

  #joinSides(ends: Uint32Array): void {
    const [waiting, next] = [this.#waiting, this.#next_waiting];
    const count = 2 * this.#count;
    const slotOf = (end: number, kind: number) => ends[end] + kind * this.#side_count;
    for (let end = 0; end < count; end++) {
      const [own, other] = [slotOf(end, end & 1), slotOf(end, 1 - (end & 1))];
      const found = waiting[other];
      if (found !== NONE) {
        waiting[other] = next[found];
        this.#join(found, end);
      } else {
        next[end] = waiting[own];
        waiting[own] = end;
      }
    }
    // Where triangles face different ways, two ends of one kind meet on a side.
    for (let end = 0; end < count; end++) {
      const slot = slotOf(end, end & 1);
      let first = waiting[slot];
      while (first !== NONE && next[first] !== NONE) {
        const second = next[first];
        this.#join(first, second);
        first = next[second];
      }
      waiting[slot] = NONE;
    }
  }

  /** Finds the ends that are joined to none, and both ends of their pieces. */
  #openEnds(): number[] {
    const open: number[] = [];
    const points = this.#points;
    for (let end = 0; end < 2 * this.#count; end++) {
      if (this.#partners[end] !== NONE) continue;
      open.push(end);
      let at = end;
      let length = 0;
      for (;;) {
        const cut = 4 * (at >> 1);
        length += Math.hypot(points[cut + 2] - points[cut], points[cut + 3] - points[cut + 1]);
        const next = this.#partners[at ^ 1];
        if (next === NONE) break;
        at = next;
      }
      this.#opposite[end] = at ^ 1;
      this.#lengths[end] = length;
    }
    return open;
  }

  /** Joins the pairs of open ends that are each other's nearest; tells whether there was one. */
  #joinNearest(open: number[], any: boolean): boolean {
    const points = this.#points;
    const xOf = (end: number) => points[2 * end];
    const sorted = Int32Array.from(open).sort((a, b) => xOf(a) - xOf(b) || a - b);
    const nearest = new Map<number, number>();
    for (let i = 0; i < sorted.length; i++) {
      nearest.set(sorted[i], this.#nearestOf(sorted, i, any));
    }
    let joined = false;
    for (const [end, other] of nearest) {
      if (other === NONE || end > other || nearest.get(other) !== end) continue;
      const [far, other_far] = [this.#opposite[end], this.#opposite[other]];
      const length = this.#lengths[end] + this.#lengths[other] + this.#gap(end, other);
      this.#join(end, other);
      joined = true;
      if (far === other) continue;
      this.#opposite[far] = other_far;
      this.#opposite[other_far] = far;
      this.#lengths[far] = length;
      this.#lengths[other_far] = length;
    }
    return joined;
  }

  /** Of equally near ends the first counts, so that the nearest pair of all agrees. */
  #nearestOf(sorted: Int32Array, at: number, any: boolean): number {
    const end = sorted[at];
    const x = this.#points[2 * end];
    let reach = Math.max(GAP_MAX_MM, this.#lengths[end] * OWN_GAP_SHARE);
    let found = NONE;
    const look = (other: number) => {
      if (!any && (end & 1) === (other & 1)) return;
      const gap = this.#gap(end, other);
      if (gap > reach || (gap === reach && found !== NONE && found < other)) return;
      if (gap > this.#gapMax(end, other)) return;
      [reach, found] = [gap, other];
    };
    for (let i = at + 1; i < sorted.length && this.#points[2 * sorted[i]] - x <= reach; i++) {
      look(sorted[i]);
    }
    for (let i = at - 1; i >= 0 && x - this.#points[2 * sorted[i]] <= reach; i--) look(sorted[i]);
    return found;
  }

  #gapMax(a: number, b: number): number {
    if (this.#opposite[a] === b) return OWN_GAP_SHARE * this.#lengths[a];
    return Math.max(GAP_MAX_MM, GAP_SHARE * Math.min(this.#lengths[a], this.#lengths[b]));
  }

  #gap(a: number, b: number): number {
    const points = this.#points;
    return Math.hypot(points[2 * a] - points[2 * b], points[2 * a + 1] - points[2 * b + 1]);
  }

  /** Marks the cuts of an open piece as done, or not. */
  #mark(end: number, is_done: Uint8Array, value = 1): void {
    for (let at = end; at !== NONE; at = this.#partners[at ^ 1]) is_done[at >> 1] = value;
  }

  /** Joins the ends of open pieces that are apart by little but what the outlines enclose. */
  #closeLeft(open: number[], is_done: Uint8Array, cuts: Cuts): void {
    const points = this.#points;
    const pieces = open.filter((end) => end < this.#opposite[end]).slice(0, LEFT_MAX);
    const closed = pieces.filter((end) => {
      const [from, to] = [2 * end, 2 * this.#opposite[end]];
      const gap = exposedLength(cuts, points[from], points[from + 1], points[to], points[to + 1]);
      return gap <= OWN_GAP_SHARE * this.#lengths[end];
    });
    for (const end of closed) {
      this.#mark(end, is_done, 0);
      this.#join(end, this.#opposite[end]);
    }
  }

  /** Adds those whose cuts are not done. */
  #addOutlines(is_done: Uint8Array, cuts: Cuts): void {
    // An outline has a gap for each cut at most.
    reserve(cuts, cuts.count + 2 * this.#count);
    for (let cut = 0; cut < this.#count; cut++) {
      if (is_done[cut] === 1) continue;
      const way: number[] = [];
      let along = 0;
      let at = 2 * cut;
      do {
        is_done[at >> 1] = 1;
        way.push(at);
        along += (at & 1 ? -1 : 1) * this.#gap(at, at ^ 1);
        at = this.#partners[at ^ 1];
      } while (at !== 2 * cut);
      this.#addOutline(way, along < 0, cuts);
    }
  }

  /** Adds an outline that is walked from each of the ends named to the other end of its cut. */
  #addOutline(way: number[], backwards: boolean, cuts: Cuts): void {
    const points = this.#points;
    const add = (from: number, to: number) => {
      if (points[2 * from] === points[2 * to] && points[2 * from + 1] === points[2 * to + 1])
        return;
      const [begin, end] = backwards ? [to, from] : [from, to];
      const at = 4 * cuts.count++;
      cuts.points[at] = points[2 * begin];
      cuts.points[at + 1] = points[2 * begin + 1];
      cuts.points[at + 2] = points[2 * end];
      cuts.points[at + 3] = points[2 * end + 1];
    };
    for (const [i, end] of way.entries()) {
      add(end, end ^ 1);
      add(end ^ 1, way[(i + 1) % way.length]);
    }
  }
}

function reserve(cuts: Cuts, count: number): void {
  if (cuts.points.length >= 4 * count) return;
  const points = new Float64Array(8 * count);
  points.set(cuts.points.subarray(0, 4 * cuts.count));
  cuts.points = points;
}
