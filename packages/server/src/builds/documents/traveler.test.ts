import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import type { BuildSheet } from "./sheet.ts";
import { pdfOf, sheetOf } from "./testing/sheets.ts";

const ABSURD = [
  `<script>alert("1")</script>`,
  "💥 part",
  "部品\u0000\u0007\ud800",
  "x".repeat(300),
  "i".repeat(300),
  "   ",
  "",
  "two\nlines",
  "Zoë – 5 € “quoted”",
  "\u202eright to left",
  "(\\) %PDF stream endstream",
];

describe("travelerPdf", () => {
  test("gives the same bytes for the same sheet", async () => {
    assert.deepEqual(await pdfOf(sheetOf(30)), await pdfOf(sheetOf(30)));
    const polish = await pdfOf(sheetOf(3, { name: "Żółć 部" }));
    // The font that comes along is open by now, and has drawn other letters.
    await pdfOf(sheetOf(3, { name: "Ελληνικά" }));
    assert.deepEqual(await pdfOf(sheetOf(3, { name: "Żółć 部" })), polish);
    assert.notDeepEqual(await pdfOf(sheetOf(30)), await pdfOf(sheetOf(29)));
  });

  test("is a PDF whose pages are no wider than A4 and no higher than Letter", async () => {
    const text = Buffer.from(await pdfOf(sheetOf(20))).toString("latin1");
    assert.match(text, /^%PDF-1\.\d/);
    assert.match(text, /%%EOF\s*$/);
    const boxes = [...text.matchAll(/\/MediaBox \[([^\]]*)\]/g)].map(([, box]) => box);
    assert.deepEqual([...new Set(boxes)], ["0 0 595 792"]);
    assert.equal(boxes.length, 2);
  });
});

const PDFTOTEXT = spawnSync("pdftotext", ["-v"]).error === undefined;
const reading = { skip: PDFTOTEXT ? false : "pdftotext is not on the PATH" };

describe("travelerPdf, as read by pdftotext", reading, () => {
  test("shows the facts of the build", async () => {
    const [page] = await pagesOf(sheetOf(3));
    for (const text of [
      ["AutoBuild001", "Spare parts", "revision 1", "Released", "2026-03-02 07:15 UTC"],
      ["Brackets v3", "RPU 130", "Standard", "M2, 189 × 118 mm", "1 234 × 100 µm", "123.4 mm"],
      ["231.3 ml", "262.1 ml", "about 2 h 14 min", "51.2 %", "2 mm, 3 mm", "night-shift", "FRONT"],
      ["Removed", "Washed", "Cured", "Checked", "Page 1 of 1"],
    ].flat()) {
      assert.ok(page.replaceAll("\u00a0", " ").includes(text), `${text} in ${page}`);
    }
  });

  for (const [parts, pages] of [
    [0, 1],
    [1, 1],
    [3, 1],
    [16, 1],
    [17, 2],
    [120, 4],
    [500, 14],
  ]) {
    test(`lists each of ${parts} places once, in order, on ${pages} page(s)`, async () => {
      const sheet = sheetOf(parts);
      const read = await pagesOf(sheet);
      assert.equal(read.length, pages);
      const rows = [...read.join("\n").matchAll(/^ *(\d+) +(BRACKET-\d+) .* -(\d+)$/gm)];
      assert.deepEqual(
        rows.map(([, place, part_number, serial]) => [place, part_number, serial]),
        sheet.places.map(({ place_index, part_number }) => {
          const number = String(place_index + 1);
          return [number, part_number, number];
        }),
      );
      for (const [index, page] of read.entries()) {
        assert.ok(page.includes(`Page ${index + 1} of ${pages}`));
        assert.ok(page.includes(sheet.build.uuid));
        assert.match(
          page,
          /Place +Part number +Model +Part order +Due +Time, min +Resin, ml +Serial number/,
        );
      }
    });
  }

  test("names the earliest day that a part is due, whatever its place", async () => {
    const [page] = await pagesOf(sheetOf(16));
    assert.match(page, /Earliest due +2026-03-05/);
    const [unordered] = await pagesOf({
      ...sheetOf(1),
      places: sheetOf(1).places.map((place) => ({ ...place, due_date: null })),
    });
    assert.match(unordered, /Earliest due +–/);
  });

  test("prints letters of Europe in either weight, as they are", async () => {
    const names = [
      "Żółć – Łódź 7",
      "ΑΘΗΝΑ-12 ή",
      "Деталь №7",
      "Příliš žluťoučký",
      "Zoë – 5 € e\u0301",
    ];
    for (const name of names) {
      const sheet = sheetOf(1, { name, application_name: name });
      sheet.places[0].part_number = name;
      const [page] = await pagesOf(sheet);
      const found = page.split(name.normalize("NFC")).length - 1;
      assert.ok(found >= 4, `${name}: ${found} times in ${page}`);
      assert.ok(!page.includes("in brackets"));
    }
  });

  test("prints the code of what no font has, and says so on that page", async () => {
    const sheet = sheetOf(20, { name: "Plain" });
    sheet.places[18].part_number = "5 € 部\ud800 ж";
    sheet.places[19].part_number = "👩‍🔧";
    const [first, second] = await pagesOf(sheet);
    assert.ok(second.includes("5 € [90E8][D800] ж"), second);
    assert.ok(second.includes("[1F469+200D+1F527]"), second);
    assert.ok(second.includes(`${sheet.build.uuid} · Plain · in brackets`));
    assert.ok(!first.includes("in brackets"));
  });

  test("brings no font along for texts that need none", async () => {
    const fontsOf = async (name: string) => {
      const text = Buffer.from(await pdfOf(sheetOf(3, { name }))).toString("latin1");
      return Array.from(text.matchAll(/\/BaseFont \/(\S+)/g), ([, font]) => font).sort();
    };
    assert.deepEqual(await fontsOf("Plain"), ["Helvetica", "Helvetica-Bold"]);
    const fonts = (await fontsOf("Łódź")).filter((font) => font.includes("DejaVu"));
    assert.ok(
      fonts.length > 0 && fonts.every((font) => /^[A-Z]{6}\+DejaVuSans/.test(font)),
      `${fonts}`,
    );
  });

  test("cuts long texts in the middle and keeps them within their column", async () => {
    const long = `${"A long name of a part ".repeat(13)}0042`;
    const sheet = sheetOf(1);
    sheet.places[0].part_number = long;
    const [page] = await pagesOf(sheet);
    const row = /^ *1 +(A long.*….*0042) +bracket-left\.stl/m.exec(page);
    assert.ok(row, page);
    assert.ok(row[1].length < 45, row[1]);
  });

  test("bears absurd texts in every field, on the pages it has without them", async () => {
    for (const text of ABSURD) {
      const sheet = absurdSheet(text);
      assert.equal((await pagesOf(sheet)).length, 2, JSON.stringify(text));
      const { words, width } = wordsOf(await pdfOf(sheet));
      for (const { right, bottom } of words) {
        assert.ok(right <= width - 39 && bottom <= 760, `${JSON.stringify(text)} ends at ${right}`);
      }
    }
  });
});

function absurdSheet(text: string): BuildSheet {
  const sheet = sheetOf(20);
  return {
    ...sheet,
    build: {
      ...sheet.build,
      name: text,
      revision: text,
      application_name: text,
      packing_group: text,
    },
    sop: { name: text, version: 1, resin_name: text, print_profile: text },
    places: sheet.places.map((place) => ({
      ...place,
      part_number: text,
      model_filename: text,
      part_order_number: text,
    })),
  };
}

async function pagesOf(sheet: BuildSheet): Promise<string[]> {
  return pdftotext(await pdfOf(sheet), ["-layout"])
    .split("\f")
    .slice(0, -1);
}

/** Where words end, points from the upper left. */
function wordsOf(pdf: Uint8Array) {
  const text = pdftotext(pdf, ["-bbox"]);
  const words = [...text.matchAll(/xMax="([\d.]+)" yMax="([\d.]+)"/g)];
  const width = Number(/page width="([\d.]+)"/.exec(text)?.[1]);
  return {
    width,
    words: words.map(([, right, bottom]) => ({ right: Number(right), bottom: Number(bottom) })),
  };
}

function pdftotext(pdf: Uint8Array, options: string[]): string {
  const { status, stdout, stderr } = spawnSync("pdftotext", [...options, "-", "-"], { input: pdf });
  assert.equal(status, 0, stderr.toString());
  assert.equal(stderr.toString(), "");
  return stdout.toString();
}
