import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { packedPlateSvg } from "./svg.ts";
import { itemOf, PLATE, rectangle, squareFrame } from "./testing/items.ts";

const items = [itemOf("a<&>", rectangle(10, 20)), itemOf("b", squareFrame(30, 5))];
const packed = {
  placements: [
    { id: "a<&>", x_mm: 0, y_mm: 0, rotation_deg: 0 },
    { id: "b", x_mm: 40.004, y_mm: 0, rotation_deg: 0 },
    { id: "of no item", x_mm: 0, y_mm: 0, rotation_deg: 0 },
  ],
};

suite("packedPlateSvg", () => {
  test("draws the front at the bottom, to two decimals, holes included", () => {
    const svg = packedPlateSvg(items, PLATE, packed);
    assert.match(svg, /d="M0 118 10 118 10 98 0 98Z"/);
    assert.match(svg, /d="M40 118 70 118 70 88 40 88ZM45 113 45 93 65 93 65 113Z"/);
    assert.doesNotMatch(svg, /\d\.\d{3}/);
    assert.equal(svg, packedPlateSvg(items, PLATE, packed));
  });

  test("turns before it moves", () => {
    const placements = [{ id: "a<&>", x_mm: 30, y_mm: 10, rotation_deg: 90 }];
    const svg = packedPlateSvg(items, PLATE, { placements });
    assert.match(svg, /d="M30 108 30 98 10 98 10 108Z"/);
  });

  test("escapes ids, numbers parts inside their material, and leaves unknown ids out", () => {
    const svg = packedPlateSvg(items, PLATE, packed);
    assert.match(svg, /<title>a&lt;&amp;&gt;<\/title>/);
    const labels = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>(\d+)</g)];
    assert.deepEqual(
      labels.map((label) => label[2]),
      ["1", "2"],
    );
    const x = Number(labels[1][1]);
    assert.ok((x > 40 && x < 45) || (x > 65 && x < 70), `the label of the frame is at ${x}`);
  });

  test("hatches zones, greys what stands already, and writes a caption below the front", () => {
    const zone = [Float64Array.of(0, 0, 30, 0, 0, 20)];
    const caption = "M2 & more";
    const plate = { ...PLATE, exclusions: [zone] };
    const { placements } = packed;
    const shown = { placements: placements.slice(0, 2) };
    const svg = packedPlateSvg(items, plate, shown, { standing: 1, caption });
    assert.match(svg, /<pattern id="zone"/);
    assert.match(svg, /fill="url\(#zone\)"[^>]* d="M0 118 30 118 0 98Z"/);
    assert.match(svg, /fill="#e3e6ea" d="M40 118/);
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);
    assert.deepEqual(texts, ["1", "M2 &amp; more"]);
    const plain = packedPlateSvg(items, PLATE, packed);
    assert.doesNotMatch(plain, /pattern|#e3e6ea|M2/);
    const heightOf = (text: string) => Number(/viewBox="\S+ \S+ \S+ (\S+)"/.exec(text)?.[1]);
    assert.ok(heightOf(svg) > heightOf(plain));
  });

  test("draws labels and margin only when asked", () => {
    assert.doesNotMatch(packedPlateSvg(items, PLATE, packed, { labels: false }), /<text/);
    assert.doesNotMatch(packedPlateSvg(items, PLATE, packed), /dasharray/);
    assert.match(packedPlateSvg(items, PLATE, packed, { margin_mm: 3 }), /x="3" y="3" width="183"/);
  });
});
