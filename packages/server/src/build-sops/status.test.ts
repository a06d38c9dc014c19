import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuildSopStatus } from "@vatline/api";
import { BUILD_SOP_STATUSES } from "@vatline/api";
import { checkBuildSopMove } from "./status.ts";

const LEGAL = ["draft -> released", "draft -> obsolete", "released -> obsolete"];

test("a version goes from draft to released to obsolete, and no other way", () => {
  const statuses = Object.keys(BUILD_SOP_STATUSES) as BuildSopStatus[];
  for (const from of statuses) {
    for (const to of statuses) {
      const move = `${from} -> ${to}`;
      if (LEGAL.includes(move)) checkBuildSopMove(from, to);
      else assert.throws(() => checkBuildSopMove(from, to), new RegExp(`may not go ${move}`));
    }
  }
});
