/** Model files made by rule: every number another mesh, all closed. */
import { writeStl } from "@vatline/geometry";

const STEPS = 12;

/** A half ring with a square section, like a dental arch; about 40 x 30 x 10 mm, by number. */
export function archStl(number: number): Uint8Array {
  const outer_mm = 20 + (number % 7) * 0.5;
  const inner_mm = outer_mm - 8 - (number % 5) * 0.3;
  const height_mm = 8 + (number % 9) * 0.7 + number / 1000;
  return ringSectionStl({ outer_mm, inner_mm, height_mm });
}

/** A part of any size: a half ring that fills width x half its width x height. */
export function sizedStl(width_mm: number, height_mm: number): Uint8Array {
  return ringSectionStl({ outer_mm: width_mm / 2, inner_mm: width_mm / 4, height_mm });
}

function ringSectionStl(size: { outer_mm: number; inner_mm: number; height_mm: number }) {
  const positions: number[] = [];
  for (let step = 0; step <= STEPS; step++) {
    const angle = (Math.PI * step) / STEPS;
    for (const radius of [size.inner_mm, size.outer_mm]) {
      for (const z of [0, size.height_mm]) {
        positions.push(radius * Math.cos(angle), radius * Math.sin(angle), z);
      }
    }
  }
  // Corners of a section: 0 inner low, 1 inner high, 2 outer low, 3 outer high.
  const triangles: number[] = [];
  const quad = (a: number, b: number, c: number, d: number) => triangles.push(a, b, c, a, c, d);
  for (let step = 0; step < STEPS; step++) {
    const here = 4 * step;
    const next = here + 4;
    quad(here, next, next + 2, here + 2);
    quad(here + 1, here + 3, next + 3, next + 1);
    quad(here + 2, next + 2, next + 3, here + 3);
    quad(here, here + 1, next + 1, next);
  }
  quad(0, 2, 3, 1);
  const end = 4 * STEPS;
  quad(end, end + 1, end + 3, end + 2);
  return writeStl({
    positions: Float32Array.from(positions),
    triangles: Uint32Array.from(triangles),
  });
}
