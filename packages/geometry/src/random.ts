/**
 * A small seeded generator of random numbers: sfc32 by Chris Doty-Humphrey (PractRand), seeded
 * through the finaliser of MurmurHash3. For searches and test data, never for secrets.
 */
export type Random = {
  /** Uniform in [0, 1), 32 random bits. */
  next: () => number;
  /** Uniform whole number in [0, limit); `limit` from 1 to 2^32. */
  below: (limit: number) => number;
  /** An independent generator for a purpose; does not advance this one. */
  derive: (purpose: string | number) => Random;
};

/** Makes a generator; equal seeds (0 to 2^32 - 1) give equal sequences on every machine. */
export function makeRandom(seed: number): Random {
  let a = scramble(seed >>> 0);
  let b = scramble(a ^ 0x9e3779b9);
  let c = scramble(b ^ 0x243f6a88);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warmup = 0; warmup < 12; warmup++) next();
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    derive: (purpose) => makeRandom(hashText(`${seed >>> 0}/${typeof purpose}/${purpose}`)),
  };
}

/** Puts a list in random order, in place (Fisher and Yates). */
export function shuffle<T>(list: T[], random: Random): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = list[last];
    list[last] = list[other];
    list[other] = kept;
  }
  return list;
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return scramble(hash) >>> 0;
}

function scramble(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
