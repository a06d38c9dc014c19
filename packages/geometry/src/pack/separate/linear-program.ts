/**
 * Linear programs over the places of parts and one number more, by an interior-point method with
 * predictor and corrector (Mehrotra, 1992).
 */

/**
 * A condition is a row of ROW numbers: a, b, nx, ny, share, least. It is met where
 * nx * (x[b] - x[a]) + ny * (y[b] - y[a]) + share * extra >= least; a or b is -1 where there is no
 * such part.
 */
export const ROW = 6;

/** Unknowns are x and y of each part, then the extra; slack and price are of each condition. */
type State = {
  rows: Float64Array;
  count: number;
  places: Float64Array;
  slack: Float64Array;
  price: Float64Array;
  /** By how much slacks miss the conditions, and prices what an unknown is worth. */
  missedSlack: Float64Array;
  missedWorth: Float64Array;
  /** What slack times price is to become, less what it is. */
  aim: Float64Array;
  step: Float64Array;
  slackStep: Float64Array;
  priceStep: Float64Array;
};

const ROUNDS_MAX = 40;
/** How far towards the nearest bound a step goes. */
const STEP_SHARE = 0.99;

/**
 * Finds places that meet all conditions with the least extra.
 *
 * places  x and y of each part, then the extra: where to begin, and then the answer
 * size    of the numbers; the answer has more than the least extra by a millionth of it at most
 * returns whether there is an answer
 */
export function leastExtra(conditions: number[], places: Float64Array, size: number): boolean {
  const state = begin(Float64Array.from(conditions), places, 1e-3 * size);
  const system = makeSystem(state);
  const { slack, price, aim, slackStep, priceStep, count } = state;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const product = measure(state);
    const isMet = greatestOf(state.missedSlack) < 1e-11 * size;
    if (isMet && greatestOf(state.missedWorth) < 1e-6 && product < 1e-7 * size) return true;
    if (!factorise(system, state)) return false;
    // Straight at the answer first, to see how far that goes; then around the bounds.
    for (let k = 0; k < count; k++) aim[k] = -slack[k] * price[k];
    solve(system, state);
    const after = productAfter(state);
    const share = after / product;
    const mean = (share * share * share * product) / count;
    for (let k = 0; k < count; k++) {
      aim[k] = mean - slack[k] * price[k] - slackStep[k] * priceStep[k];
    }
    solve(system, state);
    if (!stepOn(state)) return false;
  }
  return false;
}

function begin(rows: Float64Array, places: Float64Array, small: number): State {
  const count = rows.length / ROW;
  const perRow = () => new Float64Array(count);
  const perUnknown = () => new Float64Array(places.length);
  const slack = perRow();
  const state: State = {
    rows,
    count,
    places,
    slack,
    price: perRow(),
    missedSlack: perRow(),
    missedWorth: perUnknown(),
    aim: perRow(),
    step: perUnknown(),
    slackStep: perRow(),
    priceStep: perRow(),
  };
  leftSides(rows, places, slack);
  for (let k = 0; k < count; k++) {
    slack[k] = Math.max(Math.abs(slack[k] - rows[ROW * k + 5]), small);
    state.price[k] = 1;
  }
  return state;
}

/** Brings what is missed up to date; returns the sum of slack times price. */
function measure({ rows, count, places, slack, price, missedSlack, missedWorth }: State): number {
  leftSides(rows, places, missedSlack);
  let product = 0;
  for (let k = 0; k < count; k++) {
    missedSlack[k] -= slack[k] + rows[ROW * k + 5];
    product += slack[k] * price[k];
  }
  missedWorth.fill(0);
  addWorth(rows, price, missedWorth);
  for (let k = 0; k < missedWorth.length; k++) missedWorth[k] *= -1;
  missedWorth[missedWorth.length - 1] += 1;
  return product;
}

function productAfter({ count, slack, price, slackStep, priceStep }: State): number {
  const [far, farPrice] = [reachOf(slack, slackStep), reachOf(price, priceStep)];
  let sum = 0;
  for (let k = 0; k < count; k++) {
    sum += (slack[k] + far * slackStep[k]) * (price[k] + farPrice * priceStep[k]);
  }
  return sum;
}

/** Goes a step; false where there is no way to go. */
function stepOn({ places, slack, price, step, slackStep, priceStep }: State): boolean {
  const by = Math.min(1, STEP_SHARE * reachOf(slack, slackStep));
  const byPrice = Math.min(1, STEP_SHARE * reachOf(price, priceStep));
  if (!(by > 1e-8 || byPrice > 1e-8)) return false;
  for (let k = 0; k < step.length; k++) places[k] += by * step[k];
  for (let k = 0; k < slack.length; k++) {
    slack[k] += by * slackStep[k];
    price[k] += byPrice * priceStep[k];
  }
  return true;
}

/** Longest step, up to a little more than 1, that makes no number negative. */
function reachOf(values: Float64Array, by: Float64Array): number {
  let reach = 1 / STEP_SHARE;
  for (let k = 0; k < values.length; k++) {
    if (by[k] < 0) reach = Math.min(reach, -values[k] / by[k]);
  }
  return reach;
}

function greatestOf(values: Float64Array): number {
  let most = 0;
  for (let k = 0; k < values.length; k++) most = Math.max(most, Math.abs(values[k]));
  return most;
}

/** Left sides of all conditions. */
function leftSides(rows: Float64Array, unknowns: Float64Array, to: Float64Array): void {
  const extra = unknowns[unknowns.length - 1];
  for (let k = 0, at = 0; k < to.length; k++, at += ROW) {
    const a = 2 * rows[at];
    const b = 2 * rows[at + 1];
    let sum = rows[at + 4] * extra;
    if (a >= 0) sum -= rows[at + 2] * unknowns[a] + rows[at + 3] * unknowns[a + 1];
    if (b >= 0) sum += rows[at + 2] * unknowns[b] + rows[at + 3] * unknowns[b + 1];
    to[k] = sum;
  }
}

/** Adds to each unknown the value of each condition times its factor there. */
function addWorth(rows: Float64Array, values: Float64Array, to: Float64Array): void {
  const last = to.length - 1;
  for (let k = 0, at = 0; k < values.length; k++, at += ROW) {
    const a = 2 * rows[at];
    const b = 2 * rows[at + 1];
    const x = rows[at + 2] * values[k];
    const y = rows[at + 3] * values[k];
    if (a >= 0) {
      to[a] -= x;
      to[a + 1] -= y;
    }
    if (b >= 0) {
      to[b] += x;
      to[b + 1] += y;
    }
    to[last] += rows[at + 4] * values[k];
  }
}

/**
 * Lower triangle of the normal equations. A row begins at the first unknown that it shares a
 * condition with: few are before it, where parts are numbered along the strip.
 */
type System = {
  /** Of each row its first column, and where its column 0 would be. */
  first: Int32Array;
  starts: Int32Array;
  values: Float64Array;
};

function makeSystem({ rows, places }: State): System {
  const last = places.length - 1;
  const first = Int32Array.from(places, (_, row) => (row === last ? 0 : row & ~1));
  for (let at = 0; at < rows.length; at += ROW) {
    const low = 2 * Math.min(rows[at], rows[at + 1]);
    const high = 2 * Math.max(rows[at], rows[at + 1]);
    if (low < 0) continue;
    first[high] = Math.min(first[high], low);
    first[high + 1] = Math.min(first[high + 1], low);
  }
  const starts = new Int32Array(places.length);
  let end = 0;
  for (let row = 0; row <= last; row++) {
    starts[row] = end - first[row];
    end += row + 1 - first[row];
  }
  return { first, starts, values: new Float64Array(end) };
}

/** Makes the equations and takes their root (Cholesky); false where they are singular. */
function factorise(system: System, state: State): boolean {
  fill(system, state);
  const { first, starts, values } = system;
  for (let row = 0; row < first.length; row++) {
    const begin = starts[row];
    for (let column = first[row]; column <= row; column++) {
      const other = starts[column];
      let sum = values[begin + column];
      for (let k = Math.max(first[row], first[column]); k < column; k++) {
        sum -= values[begin + k] * values[other + k];
      }
      if (column < row) values[begin + column] = sum / values[other + column];
      else if (sum > 0) values[begin + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

function fill({ starts, values }: System, { rows, count, slack, price }: State): void {
  values.fill(0);
  const last = starts[starts.length - 1];
  const addPart = (at: number, sign: number, weight: number, row: number) => {
    const [x, y, share] = [rows[row + 2], rows[row + 3], sign * rows[row + 4]];
    values[starts[at] + at] += weight * x * x;
    values[starts[at + 1] + at] += weight * x * y;
    values[starts[at + 1] + at + 1] += weight * y * y;
    values[last + at] += weight * share * x;
    values[last + at + 1] += weight * share * y;
  };
  for (let k = 0; k < count; k++) {
    const row = ROW * k;
    const weight = price[k] / slack[k];
    const a = 2 * rows[row];
    const b = 2 * rows[row + 1];
    if (a >= 0) addPart(a, -1, weight, row);
    if (b >= 0) addPart(b, 1, weight, row);
    values[last + starts.length - 1] += weight * rows[row + 4] * rows[row + 4];
    if (a < 0 || b < 0) continue;
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const [x, y] = [rows[row + 2], rows[row + 3]];
    values[starts[high] + low] -= weight * x * x;
    values[starts[high] + low + 1] -= weight * x * y;
    values[starts[high + 1] + low] -= weight * x * y;
    values[starts[high + 1] + low + 1] -= weight * y * y;
  }
}

/** Steps after which nothing is missed, to first order, and products are as aimed at. */
function solve({ first, starts, values }: System, state: State): void {
  const { rows, count, slack, price, missedSlack, missedWorth, aim } = state;
  const { step, slackStep, priceStep } = state;
  for (let k = 0; k < count; k++) priceStep[k] = (aim[k] - price[k] * missedSlack[k]) / slack[k];
  for (let k = 0; k < step.length; k++) step[k] = -missedWorth[k];
  addWorth(rows, priceStep, step);
  for (let row = 0; row < step.length; row++) {
    let sum = step[row];
    for (let k = first[row]; k < row; k++) sum -= values[starts[row] + k] * step[k];
    step[row] = sum / values[starts[row] + row];
  }
  for (let row = step.length - 1; row >= 0; row--) {
    step[row] /= values[starts[row] + row];
    for (let k = first[row]; k < row; k++) step[k] -= values[starts[row] + k] * step[row];
  }
  leftSides(rows, step, slackStep);
  for (let k = 0; k < count; k++) {
    slackStep[k] += missedSlack[k];
    priceStep[k] = (aim[k] - price[k] * slackStep[k]) / slack[k];
  }
}
