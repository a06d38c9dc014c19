/** Prefix codes of limited length, as deflate writes them (RFC 1951, section 3.2.2). */

/**
 * Gives the code length of each symbol, 0 for those that do not occur. At least two get a code, so
 * that the code is complete, as readers demand.
 *
 * counts  how often each symbol occurs; at most 2^12 symbols
 * source  Moffat and Katajainen, "In-place calculation of minimum-redundancy codes" (1995)
 */
export function codeLengths(counts: Int32Array, length_max: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const used = symbolsByCount(counts);
  const tree = Float64Array.from(used, (symbol) => Math.max(1, counts[symbol]));
  depthsInPlace(tree);
  limitDepths(tree, length_max);
  for (let i = 0; i < used.length; i++) lengths[used[i]] = tree[i];
  return lengths;
}

/** Gives the codes that belong to the lengths, their bits reversed: deflate sends the top first. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const next = new Uint16Array(17);
  for (const length of lengths) if (length > 0) next[length + 1]++;
  for (let length = 1; length < 17; length++) next[length] = (next[length] + next[length - 1]) << 1;
  return Uint16Array.from(lengths, (length) =>
    length === 0 ? 0 : reversed(next[length]++, length),
  );
}

function reversed(code: number, length: number): number {
  let bits = 0;
  for (let i = 0; i < length; i++) bits |= ((code >>> i) & 1) << (length - 1 - i);
  return bits;
}

/** Symbols that occur, rarest first; symbols 0 and 1 join where fewer than two do. */
function symbolsByCount(counts: Int32Array): Uint16Array {
  const keys: number[] = [];
  for (let symbol = 0; symbol < counts.length; symbol++) {
    if (counts[symbol] > 0) keys.push(counts[symbol] * 4096 + symbol);
  }
  for (let symbol = 0; keys.length < 2; symbol++) if (counts[symbol] === 0) keys.push(symbol);
  return Uint16Array.from(Float64Array.from(keys).sort(), (key) => key % 4096);
}

/** Turns rising weights into falling depths. */
function depthsInPlace(tree: Float64Array): void {
  const count = tree.length;
  let [leaf, root] = [0, 0];
  // Weights become parents of the inner nodes, which are made in order of weight.
  const takeLightest = (made: number): number => {
    const inner = root < made && (leaf >= count || tree[root] < tree[leaf]);
    if (!inner) return tree[leaf++];
    const weight = tree[root];
    tree[root++] = made;
    return weight;
  };
  for (let made = 0; made < count - 1; made++) {
    const weight = takeLightest(made);
    tree[made] = weight + takeLightest(made);
  }
  tree[count - 2] = 0;
  for (let node = count - 3; node >= 0; node--) tree[node] = tree[tree[node]] + 1;
  // Each level has twice the nodes that the level above has inner ones; the rest are leaves.
  let node = count - 2;
  let next = count - 1;
  for (let depth = 0, places = 1; places > 0; depth++) {
    let inner = 0;
    while (node >= 0 && tree[node] === depth) {
      inner++;
      node--;
    }
    for (let leaves = places - inner; leaves > 0; leaves--) tree[next--] = depth;
    places = 2 * inner;
  }
}

/** Cuts depths to the limit, then lengthens the rarest that have room until the code fits again. */
function limitDepths(depths: Float64Array, depth_max: number): void {
  let used = 0;
  const room = 2 ** depth_max;
  for (let i = 0; i < depths.length; i++) {
    depths[i] = Math.min(depths[i], depth_max);
    used += 2 ** (depth_max - depths[i]);
  }
  for (let i = 0; used > room; i++) {
    while (depths[i] < depth_max && used > room) {
      depths[i]++;
      used -= 2 ** (depth_max - depths[i]);
    }
  }
  // What was won too much goes to the most frequent.
  for (let i = depths.length - 1; i >= 0; i--) {
    while (used + 2 ** (depth_max - depths[i]) <= room) {
      used += 2 ** (depth_max - depths[i]);
      depths[i]--;
    }
  }
}
