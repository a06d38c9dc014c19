/** `vatline backup` and `vatline restore`: a server into a file, and out of it. */
import { backUp, checkLost, placesOf, restore, summaryOf } from "@vatline/server";

type Flags = { data_dir: string | undefined; database_url: string | undefined };

/** Says what is in the backup: on standard error where the backup goes to standard output. */
export async function runBackup(file: string, flags: Flags): Promise<void> {
  const to = file === "-" ? { stream: process.stdout } : { file };
  const done = await untilStopped((signal) => backUp({ places: placesOf(flags), to, signal }));
  const told = file === "-" ? process.stderr : process.stdout;
  told.write(`vatline: backed up ${summaryOf(done)}\n`);
  checkLost(done);
}

export async function runRestore(file: string, flags: Flags): Promise<void> {
  const from = file === "-" ? { stream: process.stdin } : { file };
  const done = await untilStopped((signal) => restore({ places: placesOf(flags), from, signal }));
  process.stdout.write(`vatline: restored ${summaryOf(done)}\n`);
  const { length: lost } = done.lost;
  if (lost > 0) process.stderr.write(`vatline: ${lost} files were lost before the backup\n`);
}

/** What is half is cleared away before the program ends. */
async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
  return work(stopping.signal);
}
