/** Makes the triangles of a surface face the same way, and outwards. */

import { DisjointSets } from "../disjoint-sets.ts";
import { EdgeTable } from "../edges.ts";
import { measureMesh } from "../mesh.ts";
import type { Bounds, Mesh } from "../types.ts";
import { boxContains, shellBounds } from "./bodies.ts";
import { boundaryOf } from "./boundary.ts";
import { shellsOf } from "./shells.ts";

/**
 * Turns triangles until neighbours across every edge of two agree, each sheet the way that turns
 * fewer. Gives the mesh and how many were turned; undefined if a sheet has only one side.
 */
export function alignTriangles(mesh: Mesh): { mesh: Mesh; turned_count: number } | undefined {
  const neighbours = neighboursOf(mesh.triangles);
  const count = mesh.triangles.length / 3;
  /** 0 not seen, 1 stays, 2 is turned. */
  const turns = new Uint8Array(count);
  let turned_count = 0;
  for (let seed = 0; seed < count; seed++) {
    if (turns[seed] > 0) continue;
    turns[seed] = 1;
    const sheet = [seed];
    let sheet_turned = 0;
    for (let at = 0; at < sheet.length; at++) {
      const triangle = sheet[at];
      for (let side = 0; side < 3; side++) {
        const link = neighbours[3 * triangle + side];
        if (link === 0) continue;
        const other = Math.abs(link) - 1;
        // A negative link: the two use their edge the same way, so that one must be turned.
        const turn = link < 0 ? 3 - turns[triangle] : turns[triangle];
        if (turns[other] === 0) {
          turns[other] = turn;
          if (turn === 2) sheet_turned++;
          sheet.push(other);
        } else if (turns[other] !== turn) return undefined;
      }
    }
    if (2 * sheet_turned > sheet.length) {
      for (const triangle of sheet) turns[triangle] = 3 - turns[triangle];
      sheet_turned = sheet.length - sheet_turned;
    }
    turned_count += sheet_turned;
  }
  return { mesh: turnWhere(mesh, (triangle) => turns[triangle] === 2), turned_count };
}

/** For each side of each triangle: 1 + its one neighbour, negative if both use the edge one way. */
function neighboursOf(triangles: Uint32Array): Int32Array {
  const edges = new EdgeTable(triangles.length);
  const users: [first: Int32Array, second: Int32Array] = [
    new Int32Array(triangles.length).fill(-1),
    new Int32Array(triangles.length).fill(-1),
  ];
  const counts = new Uint32Array(triangles.length);
  for (let i = 0; i < triangles.length; i++) {
    const edge = edges.add(triangles[i], triangles[nextCorner(i)]);
    const use = counts[edge]++;
    if (use < 2) users[use][edge] = i;
  }
  const neighbours = new Int32Array(triangles.length);
  for (let edge = 0; edge < edges.count; edge++) {
    if (counts[edge] !== 2) continue;
    const [a, b] = [users[0][edge], users[1][edge]];
    const sign = triangles[a] === triangles[b] ? -1 : 1;
    neighbours[a] = sign * (Math.floor(b / 3) + 1);
    neighbours[b] = sign * (Math.floor(a / 3) + 1);
  }
  return neighbours;
}

function nextCorner(i: number): number {
  return i % 3 === 2 ? i - 2 : i + 1;
}

/**
 * Turns closed sheets and shells that face inwards, but for those inside of another, which are
 * taken for cavities. Gives the mesh and how many were turned.
 */
export function faceOutwards(mesh: Mesh): { mesh: Mesh; turned_count: number } {
  const sheets = turnGroups(mesh, closedSheets(mesh));
  const shells = turnGroups(sheets.mesh, groupsOfShells(sheets.mesh));
  return { mesh: shells.mesh, turned_count: sheets.turned_count + shells.turned_count };
}

type Group = { triangles: Uint32Array; numbers: number[] };

function turnGroups(mesh: Mesh, groups: Group[]): { mesh: Mesh; turned_count: number } {
  const { positions } = mesh;
  const measured = groups.map((group) => ({
    ...group,
    bounds: shellBounds(mesh, group),
    volume_mm3: measureMesh({ positions, triangles: group.triangles }).volume_mm3,
  }));
  const isInside = (group: { bounds: Bounds; volume_mm3: number }) =>
    measured.some(
      ({ bounds, volume_mm3 }) =>
        Math.abs(volume_mm3) > Math.abs(group.volume_mm3) && boxContains(bounds, group.bounds),
    );
  const wrong = measured.filter((group) => group.volume_mm3 < 0 && !isInside(group));
  const turned = new Set(wrong.flatMap(({ numbers }) => numbers));
  return {
    mesh: turned.size === 0 ? mesh : turnWhere(mesh, (triangle) => turned.has(triangle)),
    turned_count: wrong.length,
  };
}

/** Groups of triangles joined over edges of two, as far as they close without the others. */
function closedSheets({ positions, triangles }: Mesh): Group[] {
  const neighbours = neighboursOf(triangles);
  const sets = new DisjointSets(triangles.length / 3);
  for (let i = 0; i < triangles.length; i++) {
    if (neighbours[i] !== 0) sets.join(Math.floor(i / 3), Math.abs(neighbours[i]) - 1);
  }
  const groups = collect(triangles, (triangle) => sets.find(triangle));
  return groups.filter((group) => boundaryOf({ positions, triangles: group.triangles }) === 0);
}

function groupsOfShells(mesh: Mesh): Group[] {
  const shell_of_vertex = new Uint32Array(mesh.positions.length / 3);
  for (const [number, { triangles }] of shellsOf(mesh).entries()) {
    for (const vertex of triangles) shell_of_vertex[vertex] = number;
  }
  return collect(mesh.triangles, (triangle) => shell_of_vertex[mesh.triangles[3 * triangle]]);
}

function collect(triangles: Uint32Array, groupOf: (triangle: number) => number): Group[] {
  const groups = new Map<number, number[]>();
  for (let triangle = 0; triangle < triangles.length / 3; triangle++) {
    const key = groupOf(triangle);
    const members = groups.get(key);
    if (members) members.push(triangle);
    else groups.set(key, [triangle]);
  }
  return [...groups.values()].map((numbers) => {
    const list = new Uint32Array(3 * numbers.length);
    for (const [i, triangle] of numbers.entries()) {
      list.set(triangles.subarray(3 * triangle, 3 * triangle + 3), 3 * i);
    }
    return { triangles: list, numbers };
  });
}

function turnWhere({ positions, triangles }: Mesh, turns: (triangle: number) => boolean): Mesh {
  const turned = triangles.slice();
  for (let i = 0; i < turned.length; i += 3) {
    if (!turns(i / 3)) continue;
    turned[i + 1] = triangles[i + 2];
    turned[i + 2] = triangles[i + 1];
  }
  return { positions, triangles: turned };
}
