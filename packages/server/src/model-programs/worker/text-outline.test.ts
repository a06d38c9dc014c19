import assert from "node:assert/strict";
import { test } from "node:test";
import { type Outline, outlineAreaOf, ringAreaOf } from "@vatline/geometry";
import { faultOfText, textOutline } from "./text-outline.ts";

function boxOf(outline: Outline) {
  const all = outline.flatMap((ring) => [...ring]);
  const [x, y] = [0, 1].map((odd) => all.filter((_, index) => index % 2 === odd));
  return { left: Math.min(...x), right: Math.max(...x), low: Math.min(...y), high: Math.max(...y) };
}

const near = (value: number, expected: number, slack: number) =>
  assert.ok(Math.abs(value - expected) <= slack, `${value}, not ${expected}`);

test("capitals have the height asked for and stand on the baseline", () => {
  for (const size_mm of [0.5, 4, 200]) {
    const { low, high } = boxOf(textOutline("HEXLT", { size_mm }));
    near(low, 0, 1e-9);
    near(high, size_mm, 1e-9 * size_mm);
  }
  assert.ok(boxOf(textOutline("g", { size_mm: 10 })).low < -1, "g hangs below");
});

test("outer rings run counter-clockwise, holes clockwise", () => {
  const rings = textOutline("B", { size_mm: 10 }).map(ringAreaOf);
  assert.deepEqual(rings.map(Math.sign).sort(), [-1, -1, 1]);
  assert.ok(outlineAreaOf(textOutline("ÄÖ8@%&ß", { size_mm: 10 })) > 0);
});

test("a curve is followed to a hundredth of a millimetre, and not with more points than that takes", () => {
  const area_mm2 = (size_mm: number) => outlineAreaOf(textOutline("O", { size_mm })) / size_mm ** 2;
  near(area_mm2(2), area_mm2(400), 0.01);
  const points = (size_mm: number) => textOutline("O", { size_mm }).flatMap((ring) => [...ring]);
  assert.ok(points(1).length < points(100).length / 2);
  for (const ring of textOutline("O", { size_mm: 10 })) {
    assert.ok(ring.length / 2 < 100);
    assert.ok([...ring].every(Number.isFinite));
  }
});

test("lines start, are centred or end at 0, one below the other", () => {
  const size_mm = 10;
  const left = boxOf(textOutline("HH\nH", { size_mm, alignment: "left" }));
  const center = boxOf(textOutline("HH\nH", { size_mm }));
  const right = boxOf(textOutline("HH\nH", { size_mm, alignment: "right" }));
  assert.ok(left.left >= 0 && left.left < 1.5);
  assert.ok(right.right <= 0 && right.right > -1.5);
  near(center.left, -center.right, 1e-6);
  near(left.low, -16, 1e-6);
  near(boxOf(textOutline("H\r\nH", { size_mm, line_height: 3 })).low, -30, 1e-6);
});

test("letter spacing widens a line between its letters, not behind them", () => {
  const widthOf = (letter_spacing_mm: number) => {
    const { left, right } = boxOf(textOutline("HIH", { size_mm: 5, letter_spacing_mm }));
    return right - left;
  };
  near(widthOf(3) - widthOf(0), 6, 1e-6);
  near(widthOf(-0.5) - widthOf(0), -1, 1e-6);
});

test("what the font cannot write is told, letter by letter", () => {
  assert.equal(faultOfText("A-1 öß € Ω\n2"), null);
  const cases: [string, RegExp][] = [
    ["", /has no letters/],
    [" \n ", /has no letters/],
    ["A漢B", /"漢" \(U\+6F22\)/],
    ["A\tB", /U\+0009/],
    ["A\u{1F980}", /U\+1F980/],
    ["x\n".repeat(30), /has 31 lines, at most 20/],
  ];
  for (const [text, fault] of cases) {
    assert.match(String(faultOfText(text)), fault);
    assert.throws(() => textOutline(text, { size_mm: 5 }), {
      code: "text_invalid",
      message: fault,
    });
  }
});
