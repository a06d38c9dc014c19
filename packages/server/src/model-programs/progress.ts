/**
 * How far a run is. The worker writes two numbers into memory shared with the server, which looks
 * at them when it wants to: no messages, however fast the work goes.
 */
import type { ModelProgramOperation } from "@vatline/api";

type Steps = ModelProgramOperation[];

/** Shared memory for one run: the step at work, -1 before the first, and its share done. */
export function createProgress(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT);
  new Float64Array(buffer)[0] = -1;
  return buffer;
}

/** For the worker: notes the step at work, and its share done from 0 to 1. */
export function writeProgress(buffer: SharedArrayBuffer, index: number, share: number): void {
  const numbers = new Float64Array(buffer);
  numbers[1] = Math.min(Math.max(share, 0), 1);
  numbers[0] = index;
}

/** For the server: the step at work, -1 while the run waits for a thread. */
export function readProgress(buffer: SharedArrayBuffer): { index: number; share: number } {
  const [index, share] = new Float64Array(buffer);
  return { index, share };
}

/** The steps, and the run as a whole, at that point. A step is complete when the next one began. */
export function progressOf(
  steps: Steps,
  { index, share }: { index: number; share: number },
): { progress: number; operation_status: Steps } {
  const operation_status = steps.map((step, at): Steps[number] => {
    if (at < index) return { ...step, status: "complete", progress: 1 };
    if (at === index) return { ...step, status: "preparing", progress: share };
    return { ...step, status: "pending", progress: 0 };
  });
  return { progress: Math.max(0, (index + share) / steps.length), operation_status };
}

/** The steps of a run that failed: the one at work failed with it, later ones were never begun. */
export function endedSteps(steps: Steps, failure_message: string): Steps {
  return steps.map((step) =>
    step.status === "preparing" ? { ...step, status: "failed", failure_message } : step,
  );
}
