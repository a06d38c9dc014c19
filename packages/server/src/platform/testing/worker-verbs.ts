/** Verbs that try what a worker thread can go through. */
import { GeometryError } from "@vatline/geometry";

export const verbs = {
  add: (a: number, b: number) => a + b,
  async addLater(a: number, b: number) {
    return a + b;
  },
  fill(bytes: Uint8Array) {
    bytes.fill(7);
    return bytes;
  },
  spin(duration_ms: number) {
    const end_ms = performance.now() + duration_ms;
    while (performance.now() < end_ms);
    return duration_ms;
  },
  hoard() {
    const hoard: object[] = [];
    for (;;) hoard.push({ more: hoard.length });
  },
  exit() {
    process.exit(3);
  },
  refuse() {
    throw new GeometryError("stl_truncated", "the file ends early", { byte: 84 });
  },
  fail() {
    throw Object.assign(new RangeError("too far"), { code: "too_far" });
  },
};
