/**
 * Kills a working sandbox at random moments, again and again, and checks that nothing that it
 * promised is lost or done twice. Exit code 1 at the first broken promise; the folder is then kept.
 *
 *   node bench/kill.ts [--kills 50] [--seed N]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  faultOf,
  killAgainAndAgain,
  type Life,
} from "../packages/server/src/testing/journeys/kill.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 2 ** 32) },
  },
});
const folder = mkdtempSync(join(tmpdir(), "vatline-kill-"));
const lives: Life[] = [];
console.log(`seed ${values.seed}, folder ${folder}\n  kill   ready ms   lived ms   promises`);
try {
  const rest = await killAgainAndAgain(folder, {
    kills: Number(values.kills),
    seed: Number(values.seed),
    onLife(life) {
      lives.push(life);
      const { ready_ms, lived_ms, promised } = life;
      const ready = ready_ms === null ? "-" : ready_ms.toFixed(0);
      const cells = [String(lives.length).padStart(6), ready.padStart(10)];
      console.log(
        cells.concat(lived_ms.toFixed(0).padStart(10), `${promised}`.padStart(10)).join(" "),
      );
    },
  });
  // The first start makes the database and the key.
  const restarts = lives
    .slice(1)
    .flatMap(({ ready_ms }) => ready_ms ?? [])
    .sort((a, b) => a - b);
  const at = (share: number) => restarts[Math.floor(share * (restarts.length - 1))]?.toFixed(0);
  console.log(
    `${lives.length} kills, ${lives.filter(({ ready_ms }) => ready_ms === null).length} of them ` +
      `before ready; restart ${at(0.5)} ms (median), ${at(1)} ms (longest)\n` +
      `${rest.promised} promises kept; at rest: ${rest.parts} parts complete, ` +
      `${rest.prints} prints finished, nothing lost, doubled or stuck`,
  );
  rmSync(folder, { recursive: true });
} catch (error) {
  console.error(`${faultOf(error)}\nkept: ${folder}`);
  process.exitCode = 1;
}
