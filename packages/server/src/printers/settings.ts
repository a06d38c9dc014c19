/** Whether a driver would take what people set a printer up with. */
import { Problem, type ProblemCode } from "@vatline/api";
import { checkPrinter, DriverError } from "@vatline/printers";

type SetUp = { driver: string; hw_type: string; settings: Record<string, unknown> };

const REFUSALS: Record<string, { code: ProblemCode; at: string }> = {
  driver_unknown: { code: "printer_driver_unknown", at: "/body/driver" },
  hw_type_unknown: { code: "printer_hw_type_unknown", at: "/body/hw_type" },
  settings_invalid: { code: "printer_settings_invalid", at: "/body/settings" },
};

/** Throws printer_driver_unknown, printer_hw_type_unknown, printer_settings_invalid. */
export function checkSetUp({ driver, ...printer }: SetUp): void {
  try {
    checkPrinter(driver, printer);
  } catch (error) {
    const refusal = error instanceof DriverError ? REFUSALS[error.code] : undefined;
    if (!(error instanceof DriverError) || !refusal) throw error;
    const errors = [{ pointer: refusal.at + error.pointer, detail: error.message }];
    throw new Problem(refusal.code, error.message, { errors });
  }
}
