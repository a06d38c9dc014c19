/** How a feature says which operation of the contract runs which verb. */
import type { Input, Operation, Output } from "@vatline/api";

/** Who is asking, settled before the handler runs. */
export type Caller = {
  customer_uuid: string;
  user_uuid: string;
  user_name: string;
  /** Goes into events: "key:<client_id>" or "user:<uuid>". */
  actor: string;
};

export type Call<Op extends Operation> = Input<Op> & { caller: Caller; request_id: string };

/** The body of success, a file that is made while it is sent, or a redirect. */
export type Answer<Op extends Operation> = Output<Op> | Streamed | Redirect;
export type Redirect = { redirect: string };

/**
 * Text of a file, chunk by chunk. A chunk is asked for when the one before it has left; the
 * iteration is ended (its `return` is called) when the client hangs up.
 */
export type Streamed = {
  chunks: AsyncIterable<string>;
  /** ASCII, without quotes. */
  filename: string;
};

export type Route = {
  operation: Operation;
  run(call: Call<Operation>): Promise<unknown>;
};

/** Ties an operation to its verb; input and answer are typed by the contract. */
export function route<const Op extends Operation>(
  operation: Op,
  run: (call: Call<Op>) => Promise<Answer<Op>>,
): Route {
  return { operation, run: run as Route["run"] };
}
