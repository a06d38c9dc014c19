/** What people say of prints. */
import { type PrintFeedback, type PrintFeedbackRequest, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { type PrintRow, readPrintRows, updatePrint } from "./store.ts";

/** What `prints.feedback` holds. */
type Feedback = {
  /** As the compatible API shows it. */
  said: PrintFeedback;
  given_by: string;
  given_at: string;
};

const ENDED = ["finished", "failed"];

export const feedbackOf = ({ feedback }: Pick<PrintRow, "feedback">): Feedback | null =>
  feedback === null ? null : JSON.parse(feedback);

/**
 * Keeps what was said last, and by whom; the history keeps the rest. What is absent stays, null is
 * taken back. Throws not_found, print_not_ended.
 */
export async function setPrintFeedback(
  deps: Deps,
  { customer_uuid, actor, user_name }: Caller,
  uuid: string,
  { feedback_rating, feedback_message }: PrintFeedbackRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const [print] = await readPrintRows(tx, customer_uuid, [uuid]);
    if (!print) throw new Problem("not_found", `There is no print ${uuid}.`);
    if (!ENDED.includes(print.status)) {
      throw new Problem("print_not_ended", `Print ${print.print_id} is ${print.status}.`);
    }
    const { feedback_rating: rated = null, feedback_message: told = null } =
      feedbackOf(print)?.said ?? {};
    const before = { feedback_rating: rated, feedback_message: told };
    const changes = changesOf<PrintFeedbackRequest>(before, { feedback_rating, feedback_message });
    if (Object.keys(changes).length === 0) return;
    const rating = feedback_rating === undefined ? before.feedback_rating : feedback_rating;
    const message = feedback_message === undefined ? before.feedback_message : feedback_message;
    const said: PrintFeedback = {
      ...(rating !== null && { feedback_rating: rating }),
      ...(message !== null && { feedback_message: message }),
    };
    const feedback: Feedback = { said, given_by: user_name, given_at: at };
    const is_silent = Object.keys(said).length === 0;
    await updatePrint(tx, uuid, {
      feedback: is_silent ? null : JSON.stringify(feedback),
      updated_at: at,
    });
    const event = { at, customer_uuid, actor, noun: "prints", uuid, what: "feedback_given" };
    await appendEvent(tx, { ...event, details: { print_id: print.print_id, ...changes } });
  });
}
