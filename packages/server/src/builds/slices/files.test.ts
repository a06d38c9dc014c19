import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readModel, type SliceGrid, sliceLayers } from "@vatline/geometry";
import { SL1 } from "@vatline/printers";
import { createWorkers } from "../../platform/workers.ts";
import { archStl, sizedStl } from "../../testing/models.ts";
import { writeBuildFile } from "./pack-layers.ts";
import { type PlateFiles, readPlate } from "./plate.ts";
import { topView } from "./top-view.ts";
import { writeArrangement, writeVideo } from "./write-files.ts";

const GRID: SliceGrid = {
  width_px: 1200,
  height_px: 800,
  pixel_width_mm: 0.1,
  pixel_height_mm: 0.1,
  layer_mm: 0.1,
};

const PLATE: PlateFiles = {
  models: [archStl(0), sizedStl(30, 14)],
  places: [
    { model_index: 0, x_mm: 25, y_mm: 5, rotation_deg: 0 },
    { model_index: 0, x_mm: 60, y_mm: 40, rotation_deg: 37 },
    { model_index: 1, x_mm: 90, y_mm: 30, rotation_deg: 180 },
  ],
  depth_mm: 80,
};

describe("topView", () => {
  test("is black around the parts, and brighter where they are higher", () => {
    const { rgb, width_px, height_px } = topView(readPlate(PLATE), { ...GRID, layer_mm: 1 }, 14);
    const toneAt = (x_mm: number, y_mm: number) => {
      // 6 pixels a mm of a plate of 120 x 80 mm, in the middle of 800 x 480.
      const x = 40 + Math.round(6 * x_mm);
      return rgb[3 * (Math.round(6 * (80 - y_mm)) * width_px + x)];
    };
    assert.deepEqual([width_px, height_px], [800, 480]);
    const [low, high] = [toneAt(25, 21), toneAt(90, 18)];
    assert.ok(low > 100 && high > low, `${low}, ${high}`);
    assert.deepEqual([toneAt(25, 8), toneAt(110, 70)], [0, 0]);
  });
});

describe("files of layers", () => {
  const grid = { ...GRID, layer_mm: 0.5 };
  const layer_count = 28;
  const header = {
    ...{ name: "Build", printer_model: "M2", resin_name: "UMA 90", print_profile: "standard" },
    ...{ made_at: "2030-01-01T08:00:00Z", grid, mirror_x: false, mirror_y: false },
    ...{ layer_count, exposure_s: 2, bottom_exposure_s: 2, bottom_layer_count: 0 },
    ...{ transition_layer_count: 0, wait_s: 0, lift_mm: 5, lift_speed_mm_min: 600 },
    ...{ bottom_lift_mm: 5, bottom_lift_speed_mm_min: 600, retract_speed_mm_min: 600 },
    ...{ resin_volume_ml: 10, print_time_s: 100, thumbnails: [] },
  };
  const texts = { part_numbers: ["A", "A", "B"], z_mm: [0, 0, 0], names: ["A", "B"] };

  test("are the same bytes each time, by however many threads, and hold what was sliced", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "vatline-slices-"));
    const workers = createWorkers({ threads: 2 });
    t.after(async () => {
      await workers.close();
      rmSync(folder, { recursive: true });
    });
    const task = readPlate(PLATE);
    const write = async (name: string, threads: number) => {
      await writeVideo(join(folder, `${name}.mp4`), PLATE, { grid, layer_count });
      const asked = { format: "sl1", header, antialiasing: 8 };
      await writeBuildFile(workers, join(folder, `${name}.sl1`), PLATE, asked, { threads });
      await writeArrangement(join(folder, `${name}.3mf`), PLATE, "Build", texts);
    };
    await write("first", 1);
    await write("second", 2);
    const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
    for (const ending of ["mp4", "sl1", "3mf"]) {
      assert.deepEqual(read(`first.${ending}`), read(`second.${ending}`));
    }
    const { header: read_header, layers } = SL1.decode(read("first.sl1"));
    assert.equal(read_header.layer_count, layer_count);
    const indices = Array.from({ length: layer_count }).keys();
    const expected = [...sliceLayers(task, grid, indices, { antialiasing: 8 })];
    assert.deepEqual([...layers], expected);
    assert.ok(expected[0].levels.some((level) => level < 255));
    const { mesh } = readModel(read("first.3mf"));
    const triangles = PLATE.places.map(({ model_index }) => {
      return readModel(PLATE.models[model_index]).mesh.triangles.length;
    });
    assert.equal(
      mesh.triangles.length,
      triangles.reduce((sum, length) => sum + length),
    );
  });

  test("fail with the reason when the format refuses the header", async () => {
    const workers = createWorkers({ threads: 1 });
    const thin = { ...header, grid: { ...grid, layer_mm: 1e-9 } };
    const asked = { format: "sl1", header: thin, antialiasing: 1 };
    const written = writeBuildFile(workers, join(tmpdir(), "none"), PLATE, asked, { threads: 1 });
    await assert.rejects(written, { name: "BuildFileError" });
    await workers.close();
  });
});
