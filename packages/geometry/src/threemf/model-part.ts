/**
 * One model part of a 3MF file: its objects and what it builds, every length in mm already.
 * Format: 3MF Core Specification 1.3 and Production Extension 1.1.
 */

import { GeometryError } from "../error.ts";
import { type Affine, determinantOf, IDENTITY } from "../mesh.ts";
import { type LengthUnit, UNIT_MM } from "../model/file.ts";
import { RawMesh } from "../model/raw-mesh.ts";
import { readXml, type XmlElement } from "./xml.ts";
import type { ZipEntry } from "./zip.ts";

const CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06";
const MATERIALS = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02";
const TRIANGLE_SETS = "http://schemas.microsoft.com/3dmanufacturing/trianglesets/2021/07";
/** What a file may require: the others would change the shape, or hide it. */
const UNDERSTOOD = [CORE, PRODUCTION, MATERIALS, TRIANGLE_SETS];

/** Objects, components and items of a part, each. */
const COUNT_MAX = 10_000;

/** What belongs into what; an element anywhere else is passed over with all that it holds. */
const PARENTS: Record<string, string> = {
  resources: "model",
  object: "resources",
  mesh: "object",
  vertices: "mesh",
  vertex: "vertices",
  triangles: "mesh",
  triangle: "triangles",
  components: "object",
  component: "components",
  build: "model",
  item: "build",
};

/** Places an object, which may lie in another part. */
export type Reference = { path: string | undefined; object_id: string; map: Affine };
/** One that is built, unless the file says that it is not to be printed. */
export type BuildItem = Reference & { printable: boolean };
export type ModelObject = {
  id: string;
  type: string;
  mesh: RawMesh | undefined;
  components: Reference[];
};
export type ModelPart = {
  name: string;
  unit: LengthUnit;
  objects: Map<string, ModelObject>;
  items: BuildItem[];
};

/**
 * Reads a model part.
 *
 * throws  GeometryError "model_invalid", "extension_unknown", "vertex_unknown", "not_finite",
 *         "too_many_objects", "too_many_triangles", and as readXml does
 */
export function readModelPart(entry: ZipEntry): ModelPart {
  const reader = new PartReader(entry.name);
  readXml(entry, reader);
  return reader.part;
}

class PartReader {
  readonly part: ModelPart;
  #unit_mm = 1;
  #prefixes = new Map<string, string>();
  #core_prefix = "";
  #path: string[] = [];
  /** How many elements deep it is in what is passed over. */
  #passing = 0;
  #object: ModelObject | undefined;
  #mesh = new RawMesh();
  #component_count = 0;

  constructor(name: string) {
    this.part = { name, unit: "millimeter", objects: new Map(), items: [] };
  }

  open({ name, attributes }: XmlElement): void {
    if (this.#path.length === 0) {
      this.#openModel(name, attributes);
      this.#path.push("model");
      return;
    }
    const local = this.#coreNameOf(name, attributes);
    const parent = this.#path[this.#path.length - 1];
    if (this.#passing > 0 || local === undefined || PARENTS[local] !== parent) {
      this.#passing++;
      return;
    }
    this.#path.push(local);
    if (local === "vertex") this.#addVertex(attributes);
    else if (local === "triangle") this.#addTriangle(attributes);
    else if (local === "object") this.#openObject(attributes);
    else if (local === "mesh") this.#openMesh();
    else if (local === "component") this.#addComponent(attributes);
    else if (local === "item") this.#addItem(attributes);
  }

  close(): void {
    if (this.#passing > 0) this.#passing--;
    else this.#path.pop();
  }

  #openModel(name: string, attributes: Record<string, string>): void {
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "xmlns") this.#prefixes.set("", value);
      else if (key.startsWith("xmlns:")) this.#prefixes.set(key.slice(6), value);
    }
    const prefix = name.includes(":") ? name.slice(0, name.indexOf(":")) : "";
    if (this.#prefixes.get(prefix) !== CORE || name.slice(name.indexOf(":") + 1) !== "model") {
      throw this.#invalid(`begins with <${name.slice(0, 80)}> instead of a 3MF <model>`);
    }
    this.#core_prefix = prefix;
    for (const required of (attributes.requiredextensions ?? "").split(/\s+/).filter(Boolean)) {
      const extension = this.#prefixes.get(required) ?? required;
      if (UNDERSTOOD.includes(extension)) continue;
      const detail = `"${this.part.name}" requires the extension ${extension}, which is not read.`;
      throw new GeometryError("extension_unknown", detail);
    }
    const { unit = "millimeter" } = attributes;
    if (!isLengthUnit(unit)) throw this.#invalid(`has the unknown unit "${unit.slice(0, 80)}"`);
    this.part.unit = unit;
    this.#unit_mm = UNIT_MM[unit];
  }

  /** The name without its prefix; undefined where it is not one of the core. */
  #coreNameOf(name: string, attributes: Record<string, string>): string | undefined {
    if (attributes.xmlns !== undefined && attributes.xmlns !== CORE) return undefined;
    const colon = name.indexOf(":");
    if ((colon < 0 ? "" : name.slice(0, colon)) !== this.#core_prefix) return undefined;
    return colon < 0 ? name : name.slice(colon + 1);
  }

  #openObject({ id = "", type = "model" }: Record<string, string>): void {
    const { objects } = this.part;
    if (id === "" || objects.has(id)) throw this.#invalid(`has two objects with the id "${id}"`);
    this.#count(objects.size, "objects");
    this.#object = { id, type, mesh: undefined, components: [] };
    objects.set(id, this.#object);
  }

  #openMesh(): void {
    if (this.#object?.mesh) throw this.#invalid(`has two meshes in object ${this.#object.id}`);
    this.#mesh = new RawMesh();
    if (this.#object) this.#object.mesh = this.#mesh;
  }

  #addVertex({ x, y, z }: Record<string, string>): void {
    const unit_mm = this.#unit_mm;
    this.#mesh.addPoint(
      unit_mm * this.#number(x, "a coordinate"),
      unit_mm * this.#number(y, "a coordinate"),
      unit_mm * this.#number(z, "a coordinate"),
    );
  }

  #addTriangle({ v1, v2, v3 }: Record<string, string>): void {
    this.#mesh.addTriangle(this.#vertex(v1), this.#vertex(v2), this.#vertex(v3));
  }

  #vertex(text: string): number {
    const index = this.#number(text, "a vertex");
    const { point_count, triangle_count } = this.#mesh;
    if (Number.isInteger(index) && index >= 0 && index < point_count) return index;
    const where = `"${this.part.name}", object ${this.#object?.id}, triangle ${triangle_count}`;
    const detail = `${where} names vertex ${index}, there are ${point_count}.`;
    throw new GeometryError("vertex_unknown", detail, { triangle: triangle_count });
  }

  #addComponent(attributes: Record<string, string>): void {
    this.#count(this.#component_count++, "components");
    this.#object?.components.push(this.#reference(attributes));
  }

  #addItem(attributes: Record<string, string>): void {
    this.#count(this.part.items.length, "items");
    const printable = attributes.printable !== "0" && attributes.printable !== "false";
    this.part.items.push({ ...this.#reference(attributes), printable });
  }

  #reference(attributes: Record<string, string>): Reference {
    const { objectid: object_id = "", transform } = attributes;
    const key = Object.keys(attributes).find(
      (name) => name.endsWith(":path") && this.#prefixes.get(name.slice(0, -5)) === PRODUCTION,
    );
    const path = key === undefined ? undefined : attributes[key];
    return { path, object_id, map: transform === undefined ? IDENTITY : this.#map(transform) };
  }

  /** The file gives columns of a matrix that stands right of a row vector. */
  #map(text: string): Affine {
    const m = text
      .trim()
      .split(/\s+/)
      .map((entry) => this.#number(entry, "a transform"));
    if (m.length !== 12) throw this.#invalid(`has a transform of ${m.length} numbers, not 12`);
    const [x, y, z] = m.slice(9).map((length) => this.#unit_mm * length);
    const map: Affine = [m[0], m[3], m[6], x, m[1], m[4], m[7], y, m[2], m[5], m[8], z];
    const volume = determinantOf(map);
    if (volume === 0 || !Number.isFinite(volume)) {
      throw this.#invalid(`has a transform that leaves no volume: ${text.slice(0, 80)}`);
    }
    return map;
  }

  #number(text: string | undefined, what: string): number {
    const value = Number(text);
    if (text && Number.isFinite(value)) return value;
    const code = /inf|nan|\d/i.test(text ?? "") ? "not_finite" : "model_invalid";
    const shown = text === undefined ? "is missing" : `is "${text.slice(0, 40)}"`;
    const where = this.#object ? `, object ${this.#object.id}` : "";
    throw new GeometryError(code, `"${this.part.name}"${where}: ${what} ${shown}.`);
  }

  #count(count: number, what: string): void {
    if (count < COUNT_MAX) return;
    const detail = `"${this.part.name}" has more than ${COUNT_MAX} ${what}.`;
    throw new GeometryError("too_many_objects", detail);
  }

  #invalid(what: string): GeometryError {
    return new GeometryError("model_invalid", `"${this.part.name}" ${what}.`);
  }
}

function isLengthUnit(unit: string): unit is LengthUnit {
  return Object.hasOwn(UNIT_MM, unit);
}
