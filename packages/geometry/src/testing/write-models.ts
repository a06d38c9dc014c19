/** OBJ and 3MF files for tests. */

import type { Mesh } from "../types.ts";
import { writeZip, type ZipItem } from "./write-zip.ts";

const CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06";
const START_PART = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";

export function writeObj(mesh: Mesh): string {
  const points = triplesOf(mesh.positions).map(([x, y, z]) => `v ${x} ${y} ${z}\n`);
  const faces = triplesOf(mesh.triangles).map(([a, b, c]) => `f ${a + 1} ${b + 1} ${c + 1}\n`);
  return `o body\n${points.join("")}${faces.join("")}`;
}

/** The `<mesh>` element of a mesh. */
export function meshXml(mesh: Mesh): string {
  const vertices = triplesOf(mesh.positions).map(
    ([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`,
  );
  const triangles = triplesOf(mesh.triangles).map(
    ([a, b, c]) => `<triangle v1="${a}" v2="${b}" v3="${c}"/>`,
  );
  const inner = `<vertices>${vertices.join("\n")}</vertices><triangles>${triangles.join("\n")}`;
  return `<mesh>${inner}</triangles></mesh>`;
}

/** A whole model part around its resources and its build. */
export function modelXml(resources: string, build: string, attributes = ""): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<model xmlns="${CORE}" xmlns:p="${PRODUCTION}" ${attributes}>` +
    `<resources>${resources}</resources><build>${build}</build></model>`
  );
}

/** A model part with one mesh, built once. */
export function oneMeshXml(mesh: Mesh, attributes = ""): string {
  return modelXml(`<object id="1">${meshXml(mesh)}</object>`, `<item objectid="1"/>`, attributes);
}

/** The entry that names the start part. */
export function relationsItem(target = "/3D/3dmodel.model"): ZipItem {
  const relation = `<Relationship Target="${target}" Id="rel0" Type="${START_PART}"/>`;
  const space = "http://schemas.openxmlformats.org/package/2006/relationships";
  const content = `<Relationships xmlns="${space}">${relation}</Relationships>`;
  return { name: "_rels/.rels", content };
}

/** A 3MF file of a start part and further entries. */
export function writeThreeMf(model: string | Uint8Array, others: ZipItem[] = []) {
  const start: ZipItem = { name: "3D/3dmodel.model", content: model };
  return writeZip([relationsItem(), start, ...others]);
}

function triplesOf(list: Float32Array | Uint32Array): [number, number, number][] {
  return Array.from({ length: list.length / 3 }, (_, i) => [
    list[3 * i],
    list[3 * i + 1],
    list[3 * i + 2],
  ]);
}
