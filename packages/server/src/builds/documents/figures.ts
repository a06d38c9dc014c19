/** Figures as people on the shop floor read them. */

/** At most `digits` decimals, no trailing zeros, thousands set apart by a thin gap. */
export function figure(value: number, digits = 0): string {
  const [whole, decimals = ""] = value.toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0");
  const kept = decimals.replace(/0+$/, "");
  return kept === "" ? grouped : `${grouped}.${kept}`;
}

/** Hours and minutes, rounded to the minute. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${figure(hours)} h ${minutes % 60} min`;
}

/** Day and minute of an ISO time, in UTC. */
export const minuteOf = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
