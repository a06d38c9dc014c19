import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { platePicture } from "./plate-picture.ts";
import { sheetOf } from "./testing/sheets.ts";

describe("platePicture", () => {
  test("shows each place once, by its number", () => {
    const picture = platePicture(sheetOf(120));
    const numbers = [...picture.matchAll(/<text [^>]*>(\d+)<\/text>/g)].map(([, text]) => text);
    assert.deepEqual(
      numbers,
      sheetOf(120).places.map(({ place_index }) => String(place_index + 1)),
    );
    assert.ok(picture.includes("<title>7: BRACKET-1006</title>"));
  });

  test("carries no markup from the texts it shows", () => {
    const sheet = sheetOf(1);
    sheet.places[0].part_number = `</title><script>alert("1")</script>`;
    const picture = platePicture(sheet);
    assert.ok(!picture.includes("<script"));
    assert.ok(picture.includes("&lt;script&gt;"));
  });
});
