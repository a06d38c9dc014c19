/** What a 3MF file builds: objects within objects, each placed, as one mesh. */

import { GeometryError } from "../error.ts";
import { type Affine, composeMaps } from "../mesh.ts";
import type { MeshWarning } from "../model/file.ts";
import { MeshBuilder } from "../model/raw-mesh.ts";
import { TRIANGLE_COUNT_MAX, tooManyTriangles } from "../model/triangles.ts";
import type { ModelObject, ModelPart, Reference } from "./model-part.ts";

const DEPTH_MAX = 32;
/** A full platform of the smallest parts has a thousand. */
const PLACINGS_MAX = 100_000;
/** As the ratio that ZIP files may have: a full platform has less copies of what is so large. */
const COPIES_MAX = 100;
const FREE_TRIANGLES = 1_000_000;
/** "other" is never built; support is made anew for the printer at hand. */
const LEFT_OUT = ["support", "solidsupport", "other"];

export type Assembly = { builder: MeshBuilder; solid_count: number; warnings: MeshWarning[] };

type Found = { part: ModelPart; object: ModelObject };
/** What building something once adds up to. */
type Sum = { placings: number; meshes: number; points: number; triangles: number; depth: number };

/**
 * Builds all items of the start part. Everything is counted before anything is placed: few bytes
 * can name many triangles.
 *
 * throws  GeometryError "object_unknown", "components_cyclic", "components_too_deep",
 *         "too_many_objects", "too_many_triangles", "not_finite", and as `loadPart` does
 */
export function assemble(start: ModelPart, loadPart: (path: string) => ModelPart): Assembly {
  const assembler = new Assembler(loadPart);
  const items = start.items.filter(({ printable }) => printable);
  const sum = assembler.sumOfAll(start, items, 0);
  checkCopies(sum.triangles, assembler.held_triangles);
  const builder = new MeshBuilder(sum.triangles);
  for (const item of items) assembler.place(assembler.find(start, item), item.map, builder);
  const unprinted_count = start.items.length - items.length;
  const warnings = warningsOf(assembler.left_out_count, unprinted_count);
  return { builder, solid_count: sum.meshes, warnings };
}

class Assembler {
  left_out_count = 0;
  /** Of all meshes that are placed, each counted once. */
  held_triangles = 0;
  readonly #loadPart: (path: string) => ModelPart;
  readonly #sums = new Map<ModelObject, Sum | "open">();

  constructor(loadPart: (path: string) => ModelPart) {
    this.#loadPart = loadPart;
  }

  find(from: ModelPart, { path, object_id }: Reference): Found {
    const part = path === undefined ? from : this.#loadPart(path);
    const object = part.objects.get(object_id);
    if (object) return { part, object };
    const detail = `"${part.name}" has no object "${object_id.slice(0, 80)}", but places it.`;
    throw new GeometryError("object_unknown", detail);
  }

  sumOfAll(from: ModelPart, references: Reference[], above: number): Sum {
    const sum: Sum = { placings: 0, meshes: 0, points: 0, triangles: 0, depth: 0 };
    for (const reference of references) {
      const inner = this.#sumOf(this.find(from, reference), above);
      sum.placings += inner.placings;
      sum.meshes += inner.meshes;
      sum.points += inner.points;
      sum.triangles += inner.triangles;
      sum.depth = Math.max(sum.depth, inner.depth);
    }
    return checkSum(sum);
  }

  place({ part, object }: Found, map: Affine, builder: MeshBuilder): void {
    if (LEFT_OUT.includes(object.type)) return;
    if (object.mesh) builder.add(object.mesh, map);
    for (const component of object.components) {
      this.place(this.find(part, component), composeMaps(map, component.map), builder);
    }
  }

  /** Counts an object once, however often it is placed. */
  #sumOf({ part, object }: Found, above: number): Sum {
    const known = this.#sums.get(object);
    if (known === "open") {
      const detail = `Object ${object.id} of "${part.name}" is a component of itself.`;
      throw new GeometryError("components_cyclic", detail);
    }
    if (above + (known?.depth ?? 1) > DEPTH_MAX) {
      const detail = `Components of "${part.name}" lie more than ${DEPTH_MAX} deep.`;
      throw new GeometryError("components_too_deep", detail);
    }
    if (known) return known;
    this.#sums.set(object, "open");
    const left_out = LEFT_OUT.includes(object.type);
    if (left_out) this.left_out_count++;
    const { mesh, components } = object;
    const sum = this.sumOfAll(part, left_out ? [] : components, above + 1);
    sum.placings++;
    sum.depth++;
    if (mesh && !left_out) {
      sum.meshes++;
      sum.points += mesh.point_count;
      sum.triangles += mesh.triangle_count;
      this.held_triangles += mesh.triangle_count;
    }
    this.#sums.set(object, sum);
    return sum;
  }
}

/** Few bytes make much work where small things are placed over and over. */
function checkCopies(placed: number, held: number): void {
  if (placed <= Math.max(FREE_TRIANGLES, COPIES_MAX * held)) return;
  const detail = `The file places ${placed} triangles, made of ${held} that it has.`;
  throw new GeometryError("too_many_triangles", detail);
}

function checkSum(sum: Sum): Sum {
  if (sum.placings > PLACINGS_MAX) {
    const detail = `The file places more than ${PLACINGS_MAX} objects.`;
    throw new GeometryError("too_many_objects", detail);
  }
  if (sum.triangles > TRIANGLE_COUNT_MAX || sum.points > 3 * TRIANGLE_COUNT_MAX) {
    throw tooManyTriangles();
  }
  return sum;
}

function warningsOf(left_out_count: number, unprinted_count: number): MeshWarning[] {
  const warnings: MeshWarning[] = [];
  if (left_out_count > 0) {
    const detail = `${left_out_count} objects are support or not meant to be built; left out.`;
    warnings.push({ code: "objects_left_out", detail });
  }
  if (unprinted_count > 0) {
    const detail = `${unprinted_count} items are marked as not to be printed; left out.`;
    warnings.push({ code: "items_left_out", detail });
  }
  return warnings;
}
