import assert from "node:assert/strict";
import { test } from "node:test";
import { readTable } from "./table.ts";

const HEADER = "serial_number,measurement_name,value,notes";

function read(text: string) {
  return readTable(Buffer.from(text));
}

/** Faults as lines: row, column, what. */
function faultsOf(text: string | Uint8Array): string[] {
  const { faults } = readTable(Buffer.from(text));
  return faults.map(({ row, column, detail }) => `${row} ${column} ${detail}`);
}

test("commas, semicolons, byte order marks and line ends of any kind make no difference", () => {
  const lines = [HEADER, 'A-1,Mass,1.5,"two\nlines, and ""quotes"""', "A-2,Mass,-2e3,", ""];
  const plain = read(lines.join("\n"));
  assert.deepEqual(plain.faults, []);
  assert.deepEqual(
    plain.rows.map(({ row, serial_number, value, notes }) => [row, serial_number, value, notes]),
    [
      [2, "A-1", 1.5, 'two\nlines, and "quotes"'],
      [3, "A-2", -2000, null],
    ],
  );
  const semicolons = lines.join("\n").replaceAll(",", ";").replace("lines;", "lines,");
  const variants = [
    lines.join("\r\n"),
    `\ufeff${lines.join("\n")}`,
    semicolons,
    lines.join("\n").replace(HEADER, " Serial_Number ,MEASUREMENT_NAME,value, notes"),
    lines.slice(0, 3).join("\n"),
  ];
  for (const variant of variants) {
    const table = read(variant);
    assert.deepEqual(table.faults, [], variant);
    assert.equal(table.rows[0].value, 1.5);
    assert.equal(table.rows[0].notes?.replace("\r", ""), 'two\nlines, and "quotes"');
  }
});

test("empty rows are passed over, and rows are counted as a spreadsheet counts them", () => {
  const { rows, faults } = read(`${HEADER}\nA-1,Mass,1,\n,,,\n\n"A-2","Mass",2,\n`);
  assert.deepEqual(faults, []);
  assert.deepEqual(
    rows.map(({ row }) => row),
    [2, 5],
  );
});

test("a number is a number with a decimal point, and every other one is refused", () => {
  for (const [cell, value] of [
    ["0", 0],
    ["-1.5", -1.5],
    ["+1.", 1],
    [".5", 0.5],
    ["1e3", 1000],
    ["1E-3", 0.001],
    ["'-7", -7],
    ["1000000000000", 1e12],
    [" 2 ", 2],
  ] as const) {
    const table = read(`${HEADER}\nA-1,Mass,${cell},\n`);
    assert.deepEqual([table.rows[0]?.value, table.faults], [value, []], cell);
  }
  assert.deepEqual(
    faultsOf(`${HEADER}\nA-1,Mass,"1,5",\nA-1,Mass,"1,000.5",\n`),
    ["1,5", "1,000.5"].map(
      (text, index) =>
        `${index + 2} value "${text}" has a comma; write numbers with a decimal point and ` +
        "nothing else",
    ),
  );
  const wrong = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "1000000000001",
    "0x10",
    "1 g",
    "١",
    "--",
  ];
  for (const cell of wrong) {
    const faults = faultsOf(`${HEADER}\nA-1,Mass,${cell},\n`);
    assert.equal(faults.length, 1, cell);
    assert.match(faults[0], /^2 value ".+" (is not a number|is beyond 1000000000000)$/, cell);
  }
});

test("a table that cannot be taken apart says where and why", () => {
  const cases: [string | Uint8Array, RegExp][] = [
    ["", /^1 {2}is missing: the table is empty$/],
    ["\n\n", /^1 1 is no column/],
    ["serial_number,measurement_name\n", /^1 value is missing, or category_value is$/],
    ["measurement_name,value\n", /^1 serial_number is missing, or printed_part_uuid is$/],
    ["serial_number,value\n", /^1 part_measurement_template_uuid is missing/],
    [`${HEADER},value\n`, /^1 value is there twice$/],
    [`${HEADER},colour\n`, /^1 colour is no column; there are printed_part_uuid, /],
    [`${HEADER}\nA-1,Mass,1\n`, /^2 {2}has 3 cells, and the header 4$/],
    [`${HEADER}\nA-1,Mass,1,,\n`, /^2 {2}has 5 cells, and the header 4$/],
    [`${HEADER}\nA-1,Mass,1,"never closed\n`, /^2 {2}has a quote out of place/],
    [`${HEADER}\nA-1,Mass,1,\nA-1,Ma"ss,1,\n`, /^3 {2}has a quote out of place/],
    [`${HEADER}\nA-1,Mass,1,\0\n`, /^1 {2}holds a NUL/],
    [Buffer.from(HEADER, "utf16le"), /^1 {2}(holds a NUL|is not UTF-8)/],
    [Buffer.from([0x61, 0xff, 0x0a]), /^1 {2}is not UTF-8; save the table as CSV in UTF-8$/],
    [
      `${HEADER},measured_at\nA-1,Mass,1,,2030-02-30\n`,
      /^2 measured_at "2030-02-30" is not a time/,
    ],
    [`${HEADER}\nA-1,Mass,1,${"x".repeat(10_001)}\n`, /^2 notes has 10001 characters, more than/],
  ];
  for (const [text, expected] of cases) {
    const faults = faultsOf(text);
    assert.match(faults[0] ?? "", expected);
  }
});

test("a table has at most 10,000 rows", () => {
  const rows = (count: number) => `${HEADER}\n${"A-1,Mass,1,\n".repeat(count)}`;
  assert.equal(read(rows(10_000)).rows.length, 10_000);
  assert.deepEqual(faultsOf(rows(10_001)), [
    "10002  is one too many: a table has at most 10000 rows",
  ]);
  assert.equal(read(rows(50_000)).rows.length, 0);
});
