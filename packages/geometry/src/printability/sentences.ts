/** Findings in words. */
import type { Finding } from "./finding.ts";

type Told = Omit<Finding, "text" | "severity">;

/** Four digits at most, none that say nothing. */
const figure = (value: number) => String(Number(value.toPrecision(value < 1 ? 2 : 3)));
const layers = (count: number) => (count === 1 ? "1 layer" : `${count} layers`);

export function islandText({ begin_count, layer_count, area_mm2 }: Told, joins: boolean): string {
  const size = `up to ${figure(area_mm2)} mm²`;
  if (!joins) {
    return `A piece of ${size} begins with nothing beneath it and is never held: it will float.`;
  }
  const until = `is held ${layers(layer_count)} later`;
  if (begin_count === 1) return `A region of ${size} begins with nothing beneath it and ${until}.`;
  const within = `until all are held ${layers(layer_count)} later`;
  const regions = `${begin_count} regions close together, ${size},`;
  return `${regions} begin with nothing beneath them, ${within}.`;
}

export function trapText({ volume_ml, layer_count }: Told): string {
  const volume = figure(volume_ml ?? 0);
  const size = `${volume} ml, ${layers(layer_count)} high,`;
  return `A cavity of ${size} has no way out: resin stays in it.`;
}

/** `on_platform`: where it begins; `closed`: solid ends it. */
export function cupText(
  { area_mm2, volume_ml, layer_count }: Told,
  { on_platform, closed }: { on_platform: boolean; closed: boolean },
): string {
  const size = `${figure(area_mm2)} mm² and ${figure(volume_ml ?? 0)} ml`;
  const pulls = `it draws suction for ${layers(layer_count)}`;
  if (!on_platform) return `A cup of ${size} opens towards the window: ${pulls}.`;
  if (!closed) return `A ring about ${size} is closed by platform and window: ${pulls}.`;
  const holds = "and holds resin until it is taken off";
  return `A cup of ${size} stands upside down on the platform: ${pulls}, ${holds}.`;
}

export function overhangText({ area_mm2 }: Told, limit_deg: number): string {
  return `${figure(area_mm2)} mm² reach out flatter than ${limit_deg}° with nothing beneath.`;
}

export function thinText(
  { kind, thickness_mm }: Told,
  length_mm: number,
  limit_mm: number,
): string {
  const size = `about ${figure(thickness_mm ?? 0)} mm thin over ${figure(length_mm)} mm`;
  const limit = `less than ${figure(limit_mm)} mm`;
  return kind === "thin_wall"
    ? `A wall is ${size}, ${limit}: it may break or be missing.`
    : `A gap is ${size}, ${limit}: it may be closed by stray light.`;
}
