/** Tests of what a part meets at a place: asked once, asked among many, asked up to a bound. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom } from "../../random.ts";
import { bracket, disc, rectangle, squareFrame } from "../testing/items.ts";
import { formAt, makeFormBook } from "./book.ts";
import { makeShape } from "./form.ts";
import { makeLayout, putPart } from "./layout.ts";
import { gatherNear, makeNear, weightAt, weightNear } from "./near.ts";

const INFINITE = Number.POSITIVE_INFINITY;

suite("what a part meets at a place", () => {
  test("weighs the same asked once or among many, from pieces or cells, up to any bound", () => {
    let met = 0;
    for (let seed = 0; seed < 30; seed++) {
      const random = makeRandom(seed);
      const layout = drawLayout(seed);
      const near = makeNear();
      for (let place = 0; place < 40; place++) {
        const part = random.below(layout.parts.length);
        const form = formAt(layout.book, random.below(layout.book.kindOf.length));
        const [x, y] = [120 * random.next(), 90 * random.next()];
        const [members] = layout.members;
        const ask = (bound: number) =>
          weightAt(layout, part, members, members.length, form, x, y, bound);
        gatherNear(near, layout, part, form, 0, { x0: x - 5, x1: x + 5, y0: y - 5, y1: y + 5 });
        const weight = weightNear(near, layout, x, y, INFINITE);
        assert.ok(Math.abs(ask(INFINITE) - weight) <= 1e-9 * weight, `layout ${seed}`);
        if (weight === 0) continue;
        met++;
        for (const share of [0.001, 0.5, 0.999]) {
          assert.ok(ask(share * weight) >= share * weight, `layout ${seed}, bound ${share}`);
          assert.ok(weightNear(near, layout, x, y, share * weight) >= share * weight);
        }
        assert.ok(Math.abs(ask(1.001 * weight) - weight) <= 1e-9 * weight, `layout ${seed}`);
      }
    }
    assert.ok(met > 300, `${met} places met anything`);
  });
});

/** A dozen parts anywhere, whose pairs weigh 1 to 5. */
function drawLayout(seed: number) {
  const random = makeRandom(1000 + seed);
  const outlines = [bracket(40, 30, 8), squareFrame(36, 5), disc(9), rectangle(50, 12)];
  const kinds = outlines.map((outline) => {
    const shape = makeShape(outline, 0);
    return { shapeOf: () => shape, turns_deg: [0, 90, 180, 270] };
  });
  const book = makeFormBook(kinds, [0, 1][seed % 2], 1e-7);
  const parts = Array.from({ length: 12 }, (_, at) => ({ kind: at % kinds.length }));
  const layout = makeLayout([{ width: 120, depth: 90 }], parts, book);
  for (const [part, { kind }] of parts.entries()) {
    const form = book.firstForm[kind] + random.below(4);
    putPart(layout, part, 0, form, 120 * random.next(), 90 * random.next());
  }
  for (let at = 0; at < layout.weights.length; at++) layout.weights[at] = 1 + 4 * random.next();
  return layout;
}
