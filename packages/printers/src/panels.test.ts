import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverError } from "./driver.ts";
import { BUILD_FILE_FORMATS } from "./formats/formats.ts";
import { aHeader } from "./formats/testing/layers.ts";
import { PRINTER_PANELS, panelHeader, panelOf } from "./panels.ts";
import { MACHINE_CLASSES } from "./platforms.ts";

test("every model is listed once, with formats that there are and pixels that they can hold", () => {
  assert.equal(new Set(PRINTER_PANELS.map(({ model }) => model)).size, PRINTER_PANELS.length);
  for (const panel of PRINTER_PANELS) {
    assert.ok(panel.file_formats.length > 0 && panel.source !== "", panel.model);
    for (const name of panel.file_formats) {
      const format = BUILD_FILE_FORMATS.find((one) => one.name === name);
      assert.ok(format, name);
      format.openPacker(aHeader(panelHeader(panel, 0.05)));
    }
    const [width_um, height_um] = [1000 * panel.pixel_width_mm, 1000 * panel.pixel_height_mm];
    assert.ok(width_um >= 10 && width_um <= 200 && height_um >= 10 && height_um <= 200);
  }
});

test("the panel of a machine class covers its plate, and little more", () => {
  for (const { platform } of MACHINE_CLASSES) {
    const panel = panelOf(platform.class);
    const over_x = panel.width_px * panel.pixel_width_mm - platform.width_mm;
    const over_y = panel.height_px * panel.pixel_height_mm - platform.depth_mm;
    for (const over of [over_x, over_y]) assert.ok(over > -1e-9 && over < panel.pixel_width_mm);
  }
});

test("known machines get the pixels that their makers name", () => {
  const { grid, mirror_x, printer_model } = panelHeader(panelOf("Elegoo Saturn 4"), 0.05);
  const pixels = { width_px: 11_520, height_px: 5120 };
  const sizes = { pixel_width_mm: 0.019, pixel_height_mm: 0.024, layer_mm: 0.05 };
  assert.deepEqual(grid, { ...pixels, ...sizes });
  assert.deepEqual([mirror_x, printer_model], [true, "Elegoo Saturn 4"]);
  assert.deepEqual(panelOf("SL1S").file_formats, ["sl1"]);
});

test("an unknown model gets an answer, not a guess", () => {
  assert.throws(
    () => panelOf("Elegoo Saturn 9"),
    (error: unknown) => {
      return (
        error instanceof DriverError && error.code === "panel_unknown" && /SL1S/.test(error.message)
      );
    },
  );
});
