/** How a feature says which operation of the contract runs which verb. */
import type { Input, Operation, Output, Role } from "@vatline/api";

/** Who is asking, settled before the handler runs. */
export type Caller = {
  customer_uuid: string;
  user_uuid: string;
  user_name: string;
  /** As it is at this moment. */
  role: Role;
  /** Null where a bearer token asks. */
  session: { uuid: string; csrf_token: string; expires_at: string } | null;
  /** Goes into events: "key:<client_id>" or "user:<uuid>". */
  actor: string;
};

/** Where a request comes from: the network address, and what the browser calls itself. */
export type Client = { address: string; user_agent: string };

export type Call<Op extends Operation> = Input<Op> & {
  caller: Caller;
  client: Client;
  request_id: string;
};

/** A body of success that goes out with headers of its own, such as Set-Cookie. */
export class WithHeaders<Body> {
  readonly headers: Record<string, string>;
  readonly body: Body;

  constructor(headers: Record<string, string>, body: Body) {
    this.headers = headers;
    this.body = body;
  }
}

/** A body of success that is JSON already. */
export class Encoded {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** The body of success, alone or with headers, a file made while it is sent, or a redirect. */
export type Answer<Op extends Operation> =
  | Output<Op>
  | WithHeaders<Output<Op>>
  | Encoded
  | Streamed
  | Redirect;
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
