/** One layer as the checks look at it. */
import { LayerParts } from "./parts-of-layer.ts";
import { Runs } from "./runs.ts";

export class LayerState {
  index = -1;
  readonly runs: Runs;
  readonly solid = new LayerParts();
  readonly void = new LayerParts();

  constructor(height: number) {
    this.runs = new Runs(height);
  }

  label(): void {
    this.solid.labelSolid(this.runs);
    this.void.labelVoid(this.runs);
  }
}
