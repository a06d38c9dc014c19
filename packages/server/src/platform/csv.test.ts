import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csvRow, textOfCell } from "./csv.ts";

const special = fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "\n", '"', ",", ";", " ", "a");
const text = fc.oneof(fc.string({ unit: special }), fc.string({ unit: "grapheme" }));

test("what is written is read back, whatever the text", () => {
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 4 })), (rows) => {
      const csv = rows.map(csvRow).join("");
      const options = { relax_column_count: true, record_delimiter: "\r\n" };
      const read = parse(csv, options) as string[][];
      assert.deepEqual(
        read.map((cells) => cells.map(textOfCell)),
        rows,
      );
    }),
  );
});

test("no text begins like a formula, and numbers stay numbers", () => {
  fc.assert(
    fc.property(text, (cell) => {
      const [[written]] = parse(csvRow([cell, ""]), { record_delimiter: "\r\n" }) as string[][];
      assert.doesNotMatch(written, /^[=+\-@\t\r\n]/);
      if (!/^'*[=+\-@\t\r\n]/.test(cell)) assert.equal(written, cell);
    }),
  );
  assert.equal(csvRow(["=1+1", "-2", -2, 1e21, null]), "'=1+1,'-2,-2,1e+21,\r\n");
  assert.equal(csvRow(['a"b', "a,b", "a;b", "a\nb"]), '"a""b","a,b","a;b","a\nb"\r\n');
});
