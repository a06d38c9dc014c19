import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverError, type PrintJob } from "../driver.ts";
import { encodeBuildFile, joinPieces } from "../formats/build-file.ts";
import { buildFileFormat } from "../formats/formats.ts";
import { aHeader, layerOf } from "../formats/testing/layers.ts";
import { panelHeader, panelOf } from "../panels.ts";
import { aJob, newBench } from "./testing.ts";

const LAYERS = 3;

async function fileFor(model: string, format: string, layer_count = LAYERS) {
  const header = { ...aHeader(), ...panelHeader(panelOf(model), 0.1), layer_count };
  const { width_px, height_px } = header.grid;
  const dark = layerOf(new Uint8Array(width_px * height_px), width_px);
  const layers = new Array(layer_count).fill(dark);
  return joinPieces(encodeBuildFile(buildFileFormat(format), header, layers));
}

const jobWith = (format: string, bytes: Uint8Array): PrintJob => ({
  ...aJob(),
  layer_count: LAYERS,
  height_mm: 0.3,
  slice_thickness_um: 100,
  build_file: { format, read: async () => bytes },
});

test("a printer that prints from files takes those of its own model, format and layers alone", async () => {
  const printer = await newBench({ file_format: "goo" }).open();
  assert.deepEqual(printer.capabilities().file_formats, ["goo"]);
  const good = await fileFor("M2", "goo");
  const { build_file: _, ...without } = jobWith("goo", good);
  const cases: [PrintJob, RegExp][] = [
    [without, /prints from goo files, and was given none/],
    [jobWith("sl1", await fileFor("M2", "sl1")), /was given sl1/],
    [jobWith("goo", await fileFor("M3", "goo")), /for a M3, this is a M2/],
    [jobWith("goo", await fileFor("M2", "goo", 2)), /2 layers instead of 3/],
    [jobWith("goo", good.subarray(0, 100)), /refuses the build file/],
  ];
  for (const [job, message] of cases) {
    await assert.rejects(printer.start(job), (error) => {
      assert.ok(error instanceof DriverError && error.code === "file_refused" && !error.retryable);
      return message.test(error.message);
    });
  }
  assert.equal((await printer.report()).state, "IDLE");
  await printer.start(jobWith("goo", good));
  assert.equal((await printer.report()).state, "WARMING");
});

test("refuses a format that is not known", async () => {
  await assert.rejects(newBench({ file_format: "pdf" }).open(), {
    code: "settings_invalid",
    pointer: "/file_format",
  });
});
