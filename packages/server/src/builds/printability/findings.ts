/** What may go wrong on a plate: the findings of its models, where their copies stand. */
import type { BuildPrintability } from "@vatline/api";
import { compareFindings, type Finding, type ModelPrintability } from "@vatline/geometry";
import { noFindings } from "../../models/printability-view.ts";
import type { Place } from "../store.ts";

type BuildFinding = BuildPrintability["findings"][number];

type Found = { finding: Finding; stands: Place[]; watertight: boolean };

/** Beyond that nobody reads on. */
const FINDINGS_MAX = 200;

/** Each finding once, with a place for each copy; numbered by gravity. Counts are of all copies. */
export function placeFindings(
  places: Place[],
  reports: Map<string, ModelPrintability>,
): Pick<BuildPrintability, "counts" | "severities" | "findings"> {
  const { counts, severities } = noFindings();
  const copies = Map.groupBy(places, ({ file_key }) => file_key);
  const all: Found[] = [];
  for (const [file_key, stands] of copies) {
    const report = reports.get(file_key);
    if (!report) continue;
    addTimes(counts, report.counts, stands.length);
    addTimes(severities, report.severities, stands.length);
    const { watertight, findings } = report;
    all.push(...findings.map((finding) => ({ finding, stands, watertight })));
  }
  all.sort(
    (a, b) =>
      compareFindings(a.finding, b.finding) || a.stands[0].place_index - b.stands[0].place_index,
  );
  const findings = all.slice(0, FINDINGS_MAX).map((found, i) => placed(found, i + 1));
  return { counts, severities, findings };
}

/** To um. */
const round = (mm: number) => Math.round(mm * 1000) / 1000 + 0;

function addTimes<Key extends string>(
  sums: Record<Key, number>,
  more: Record<Key, number>,
  times: number,
): void {
  for (const key of Object.keys(sums) as Key[]) sums[key] += times * more[key];
}

function placed({ finding: found, stands, watertight }: Found, number: number): BuildFinding {
  const { x_mm, y_mm, z_mm, ...finding } = found;
  const [{ part_number, z_mm: lift_mm }] = stands;
  const places = stands.map((stand) => {
    const angle_rad = (stand.rotation_deg * Math.PI) / 180;
    const [sin, cos] = [Math.sin(angle_rad), Math.cos(angle_rad)];
    return {
      place_number: stand.place_index + 1,
      part_uuid: stand.part_uuid,
      printed_part_uuid: stand.printed_part_uuid,
      x_mm: round(cos * x_mm - sin * y_mm + stand.x_mm),
      y_mm: round(sin * x_mm + cos * y_mm + stand.y_mm),
    };
  });
  const of = { part_number, part_watertight: watertight, places };
  return { number, ...finding, z_mm: round(z_mm + lift_mm), ...of };
}
