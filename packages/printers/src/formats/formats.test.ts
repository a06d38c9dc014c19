import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeBuildFile, joinPieces } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { BUILD_FILE_FORMATS, buildFileFormat } from "./formats.ts";
import { aGrid, aHeader, anyPixels, layerOf } from "./testing/layers.ts";

const SIZE_MAX = 2 ** 28;

/** What somebody may do to the bytes of a file. */
const anyChange = fc.oneof(
  fc.record({ kind: fc.constant("flip"), at: fc.nat(), value: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant("extreme"), at: fc.nat(), value: fc.constantFrom(0, 127, 255) }),
  fc.record({ kind: fc.constant("cut"), at: fc.nat(), value: fc.constant(0) }),
  fc.record({ kind: fc.constant("repeat"), at: fc.nat(), value: fc.integer({ min: 1, max: 64 }) }),
);

type Change = { kind: string; at: number; value: number };

/** Three changes in four strike the first or the last bytes, where the records are. */
function change(bytes: Uint8Array, { kind, at, value }: Change): Uint8Array {
  if (bytes.length === 0) return bytes;
  const near = [at % bytes.length, at % 300, bytes.length - 1 - (at % 300), 195_250 + (at % 400)];
  const place = Math.min(Math.max(0, near[at % 4]), bytes.length - 1);
  if (kind === "flip") return bytes.with(place, bytes[place] ^ value);
  if (kind === "extreme") return new Uint8Array(bytes).fill(value, place, place + 4);
  if (kind === "cut") return bytes.subarray(0, place);
  return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place - value), bytes]);
}

for (const format of BUILD_FILE_FORMATS) {
  test(`${format.name}: a damaged file is read or refused, and takes little memory`, async () => {
    const [pixels] = fc.sample(anyPixels(300, 40), { numRuns: 1, seed: 5 });
    const layers = [layerOf(pixels, 300), layerOf(new Uint8Array(12_000), 300)];
    const grid = aGrid(300, 40);
    const header = aHeader({ grid, layer_count: 2, mirror_y: false, name: "fuzz" });
    const good = await joinPieces(encodeBuildFile(format, header, layers));
    let [read, refused] = [0, 0];
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = changes.reduce(change, good);
        try {
          const { layers } = format.decode(bytes);
          for (const { row_ends } of layers) assert.ok(row_ends.length <= 65_535);
          read++;
        } catch (error) {
          if (!(error instanceof BuildFileError)) throw error;
          assert.notEqual(error.code, "");
          refused++;
        }
      }),
      { numRuns: 3000 },
    );
    assert.ok(read > 20 && refused > 500, `${read} read, ${refused} refused`);
    assert.ok(process.memoryUsage().arrayBuffers < SIZE_MAX);
  });
}

test("an unknown format is refused, and those known are named", () => {
  assert.equal(buildFileFormat("goo").extensions[0], ".goo");
  assert.throws(() => buildFileFormat("pwmx"), {
    code: "format_unknown",
    message: /sl1, goo, ctb/,
  });
});
