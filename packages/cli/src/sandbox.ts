/** `vatline sandbox`: starts the simulated shop and keeps it until told to stop. */
import { constants } from "node:os";
import { startSandbox } from "@vatline/server";

type Settings = Parameters<typeof startSandbox>[0];

/** Prints one line when it is ready. The first signal stops it cleanly, the second at once. */
export async function runSandbox(settings: Settings): Promise<void> {
  const stopped = untilStopped();
  const sandbox = await startSandbox(settings);
  process.stderr.write(`vatline: secrets.json and sandbox.json are in ${sandbox.folder}\n`);
  process.stdout.write(`vatline: ready ${sandbox.url}\n`);
  await stopped;
  await sandbox.stop();
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (signal: "SIGINT" | "SIGTERM" | "SIGHUP"): void => {
      if (asked) process.exit(128 + constants.signals[signal]);
      asked = true;
      resolve();
    };
    process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  });
}
