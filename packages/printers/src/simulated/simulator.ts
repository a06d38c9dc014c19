/**
 * A simulated DLS-class printer: no timers, no clock of its own, no chance. Everything it shows
 * follows from its memory and the time it is asked at.
 */
import {
  type Capabilities,
  type Driver,
  type DriverContext,
  DriverError,
  type PrinterReport,
  type PrintJob,
} from "../driver.ts";
import { machineOf } from "../platforms.ts";
import { checkJobFile } from "./job-file.ts";
import { abort, adoptFaults, pause, resume, settle, start } from "./machine.ts";
import { type Memory, newMemory, readMemory } from "./memory.ts";
import { type Identity, offlineAt, reportAt } from "./report.ts";
import { readSettings } from "./settings.ts";

/**
 * Opens a simulated printer, new or from its memory. Open one driver per printer at a time: it
 * holds the memory, and a memory or settings changed elsewhere are seen at the next opening.
 * Verbs throw DriverError "offline" and "busy" (retryable), "illegal_state", "job_invalid" and
 * "resin_capacity_exceeded"; report throws none. Opening throws "settings_invalid",
 * "hw_type_unknown" and "memory_unreadable".
 */
export async function openSimulated(context: DriverContext): Promise<Driver> {
  const machine = machineOf(context.hw_type);
  const { resin_name, file_format, faults } = readSettings(context.settings);
  const text = await context.memory.load();
  const now_ms = Date.parse(context.now());
  const memory =
    text === null ? newMemory(resin_name, machine.cassette_ml, now_ms) : readMemory(text);
  const printer = new SimulatedPrinter(context, { ...context, machine }, memory, file_format);
  await printer.change((settled, at_ms) => adoptFaults(settled, faults, at_ms));
  return printer;
}

/**
 * What a simulated printer can take; throws DriverError "hw_type_unknown". Lists show printers
 * whose settings are refused when they are opened, too.
 */
export function simulatedCapabilities(
  hw_type: string,
  settings: Record<string, unknown>,
): Capabilities {
  const { file_format } = settings;
  const file_formats = typeof file_format === "string" ? [file_format] : [];
  return { platform: machineOf(hw_type).platform, pause: true, file_formats };
}

class SimulatedPrinter implements Driver {
  readonly #context: DriverContext;
  readonly #identity: Identity;
  #memory: Memory;
  readonly #file_format: string | null;
  /** Settles when the last change is saved: changes are made one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    context: DriverContext,
    identity: Identity,
    memory: Memory,
    file_format: string | null,
  ) {
    this.#context = context;
    this.#identity = identity;
    this.#memory = memory;
    this.#file_format = file_format;
  }

  capabilities() {
    return simulatedCapabilities(this.#context.hw_type, this.#context.settings);
  }

  async report(): Promise<PrinterReport> {
    return reportAt(this.#memory, this.#identity, this.#nowMs());
  }

  async start(job: PrintJob): Promise<void> {
    if (this.#file_format !== null) {
      await checkJobFile(job, this.#context.hw_type, this.#file_format);
    }
    await this.#tell((memory, now_ms) => start(memory, job, this.#identity.machine, now_ms));
  }

  async pause(): Promise<void> {
    await this.#tell(pause);
  }

  async resume(): Promise<void> {
    await this.#tell(resume);
  }

  async abort(job_id: string): Promise<void> {
    await this.#tell((memory, now_ms) => abort(memory, job_id, now_ms));
  }

  async close(): Promise<void> {
    await this.#last;
  }

  /** Applies a change to the memory as of now, and saves it before it counts. */
  change(apply: (settled: Memory, now_ms: number) => Memory): Promise<void> {
    const done = this.#last.then(async () => {
      const now_ms = this.#nowMs();
      const settled = settle(this.#memory, now_ms);
      const changed = apply(settled, now_ms);
      if (changed === settled) return;
      const memory = { ...changed, changed_ms: now_ms };
      await this.#context.memory.save(JSON.stringify(memory));
      this.#memory = memory;
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #tell(apply: (settled: Memory, now_ms: number) => Memory): Promise<void> {
    await this.change((settled, now_ms) => {
      if (offlineAt(settled, now_ms) !== undefined) {
        throw new DriverError("offline", `Printer ${this.#context.serial} is out of reach.`, true);
      }
      return apply(settled, now_ms);
    });
  }

  /** Never behind the last change, so that a clock set back cannot undo what was reported. */
  #nowMs(): number {
    return Math.max(Date.parse(this.#context.now()), this.#memory.changed_ms);
  }
}
