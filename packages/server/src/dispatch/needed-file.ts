/** The build file that a printer prints from, where figures are not enough for it. */
import { capabilitiesOf, type JobFile } from "@vatline/printers";
import { buildFileKind } from "../builds/build-file-kind.ts";
import { type BuildRow, readAttachments } from "../builds/store.ts";
import { readSlices } from "../builds/store-slices.ts";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import type { FilePrinter } from "../platform/jobs/names.ts";
import type { PrinterRow } from "../printers/store.ts";

type Printer = Pick<PrinterRow, "driver" | "hw_type" | "settings">;

/** How it stands with the file: not needed, there, not made (and why), or still to be made. */
type NeededFile =
  | { state: "none" | "missing" }
  | { state: "there"; format: string; file_key: string }
  | { state: "failed"; reason: string };

/** The panel is that of the printer, whichever platform the build was packed for. */
function printerOf({ driver, hw_type, settings }: Printer): FilePrinter | null {
  const formats = capabilitiesOf(driver, hw_type, JSON.parse(settings))?.file_formats ?? [];
  return formats.length === 0 ? null : { model: hw_type, format: formats[0] };
}

export async function readNeededFile(
  db: Queries,
  printer: Printer,
  build: BuildRow,
): Promise<NeededFile> {
  const needed = printerOf(printer);
  if (!needed) return { state: "none" };
  const kind = buildFileKind(build, needed);
  const attached = await readAttachments(db, build.customer_uuid, [build.uuid]);
  const found = attached.find((one) => one.kind === kind);
  if (found) return { state: "there", format: needed.format, file_key: found.file_key };
  const reason = (await readSlices(db, build))?.file_errors[kind];
  return reason === undefined ? { state: "missing" } : { state: "failed", reason };
}

/** Has the file made, whatever the setting says that every build gets. */
export async function askForFile(tx: Tx, deps: Deps, printer: Printer, build: BuildRow) {
  const needed = printerOf(printer);
  if (!needed) return;
  const { customer_uuid, uuid: build_uuid, revision } = build;
  const payload = { customer_uuid, build_uuid, file: "build_file", printer: needed } as const;
  const key = `${build_uuid} ${revision} ${buildFileKind(build, needed)}`;
  await deps.jobs.enqueue(tx, "attach_slices", payload, { key });
}

/** As the driver is given it. */
export function jobFileOf({ files }: Deps, needed: NeededFile): JobFile | undefined {
  if (needed.state !== "there") return undefined;
  const { format, file_key } = needed;
  return { format, read: () => files.get(file_key) };
}
