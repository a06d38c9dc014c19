import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import { readSort } from "./sort.ts";

const SORTABLE = ["uuid", "updated_at"];

test("reads fields with and without a direction, each once", () => {
  assert.deepEqual(readSort([], SORTABLE), []);
  assert.deepEqual(readSort(["updated_at,desc", "uuid", "updated_at,asc"], SORTABLE), [
    { field: "updated_at", descending: true },
    { field: "uuid", descending: false },
  ]);
  assert.deepEqual(readSort(["uuid,asc"], SORTABLE), [{ field: "uuid", descending: false }]);
});

test("refuses other fields and directions, and names those there are", () => {
  const cases = [["name"], ["uuid,down"], ["uuid,desc,asc"], ["uuid,updated_at"], [""], ["UUID"]];
  for (const values of [...cases, ["__proto__"], ["uuid", "constructor,desc"]]) {
    assert.throws(
      () => readSort(values, SORTABLE),
      (error) => {
        assert.ok(error instanceof Problem && error.code === "sort_unknown");
        assert.match(error.message, /uuid, updated_at/);
        return true;
      },
    );
  }
});

test("tells a text that was sent as a list of its characters [sort-by-letters]", () => {
  assert.throws(() => readSort([..."uuid"], SORTABLE), /single characters/);
});
