/** Text cut into a part, or raised on it. */
import { GeometryError } from "../error.ts";
import type { Mesh, Outline } from "../types.ts";
import type { Vector } from "./vector.ts";

export type Side = "top" | "bottom" | "front" | "back" | "left" | "right";

/** Where the text stands. */
export type TextFace =
  | {
      /** Where the start of the baseline lies, on or near the surface. */
      origin: Vector;
      /** Out of the part. */
      normal: Vector;
      /** Which way is up in the text. */
      up: Vector;
    }
  | {
      /** The text is centred on this side of the part's box, seen from outside; front is -y. */
      side: Side;
      /** To the right and up, as the reader sees it. */
      offset_mm?: [u: number, v: number];
      /** Scales the text to this height, from its lowest to its highest point. */
      size_mm?: number;
    };

export type TextOptions = {
  /** Filled polygons by the non-zero rule, x to the right, the baseline at y = 0. */
  outline: Outline;
  depth_mm: number;
  mode: "engrave" | "emboss";
  face: TextFace;
};

export async function engraveText(_mesh: Mesh, _options: TextOptions): Promise<Mesh> {
  throw new GeometryError("text_misses_part", "The text lies beside the part.");
}
