/** Files that show or carry the layers of a build. */
import { open } from "node:fs/promises";
import { type Affine, readModel, type SliceGrid, sliceLayers } from "@vatline/geometry";
import { type FilePiece, writeThreeMf } from "@vatline/printers";
import { shownLayers } from "../video/frames.ts";
import { sliceVideo } from "../video/slice-video.ts";
import { type PlateFiles, readPlate } from "./plate.ts";

/** Writes a film of the layers to `path`. */
export async function writeVideo(
  path: string,
  plate: PlateFiles,
  video: { grid: SliceGrid; layer_count: number },
): Promise<void> {
  const layers = sliceLayers(readPlate(plate), video.grid, shownLayers(video.layer_count));
  const bytes = await sliceVideo(layers, video);
  await writePieces(path, [{ at_byte: 0, bytes }]);
}

/** Writes all models where they stand, as 3MF, to `path`. */
export async function writeArrangement(
  path: string,
  { models, places }: PlateFiles,
  title: string,
  /** By place and by model. */
  { part_numbers, z_mm, names }: { part_numbers: string[]; z_mm: number[]; names: string[] },
): Promise<void> {
  const meshes = function* () {
    for (const [i, bytes] of models.entries())
      yield { name: names[i], mesh: readModel(bytes).mesh };
  };
  const items = places.map(({ model_index, x_mm, y_mm, rotation_deg }, i) => {
    const angle = (rotation_deg * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const map: Affine = [cos, -sin, 0, x_mm, sin, cos, 0, y_mm, 0, 0, 1, z_mm[i]];
    return { mesh_index: model_index, map, part_number: part_numbers[i] };
  });
  await writePieces(path, writeThreeMf({ title, meshes: meshes(), items }));
}

/** Writes a file that is not there yet, piece by piece. */
export async function writePieces(
  path: string,
  pieces: Iterable<FilePiece> | AsyncIterable<FilePiece>,
): Promise<void> {
  await using file = await open(path, "wx");
  for await (const { at_byte, bytes } of pieces) {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await file.write(bytes, written, undefined, at_byte + written);
      written += bytesWritten;
    }
  }
}
