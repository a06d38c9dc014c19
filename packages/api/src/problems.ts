/**
 * Every refusal that a caller can meet: one table gives each code its status and title, one class
 * carries it. Titles are the same for every case of a code; the detail tells the case at hand.
 */
import type { ProblemDetails } from "./schemas/problem.ts";

/** Code to status and title. The code is the stable part; titles may be reworded. */
export const PROBLEMS = {
  request_unreadable: { status: 400, title: "The request is not readable HTTP" },
  body_invalid: { status: 400, title: "The body is not readable JSON" },
  input_invalid: { status: 400, title: "The input does not match the contract" },
  cursor_invalid: { status: 400, title: "The cursor is not one of this query" },
  cursor_expired: { status: 400, title: "The cursor is too old" },
  sort_unknown: { status: 400, title: "The list cannot be sorted by this field" },
  application_unknown: { status: 400, title: "There is no such application" },
  application_ambiguous: { status: 400, title: "The application must be named" },
  application_archived: { status: 400, title: "The application is archived" },
  part_number_unknown: { status: 400, title: "The application has no such part number" },
  part_number_retired: { status: 400, title: "The part number is retired" },
  part_unknown: { status: 400, title: "There is no such part" },
  parts_of_several_applications: { status: 400, title: "The parts belong to several applications" },
  part_order_unknown: { status: 400, title: "There is no such part order" },
  packing_groups_mixed: { status: 400, title: "The parts are never packed together" },
  packing_groups_too_many: { status: 400, title: "Too many packing groups are in use" },
  model_unknown: { status: 400, title: "There is no such model" },
  model_invalid: { status: 400, title: "The file cannot be read as a model" },
  model_empty: { status: 400, title: "The file holds no model" },
  model_criteria_missing: { status: 400, title: "Nothing was asked for" },
  model_upload_missing: { status: 400, title: "Nothing was uploaded for this model" },
  model_etag_mismatch: { status: 400, title: "The ETag is not that of the upload" },
  model_program_unknown: { status: 400, title: "There is no such model program" },
  model_program_invalid: { status: 400, title: "The model program cannot work" },
  model_program_parameters_invalid: { status: 400, title: "The program refuses the parameters" },
  build_sop_unknown: { status: 400, title: "There is no such build SOP" },
  build_sop_ambiguous: { status: 400, title: "The build SOP must be named" },
  build_sop_not_released: { status: 400, title: "The build SOP has no released version" },
  build_unknown: { status: 400, title: "There is no such build" },
  build_not_released: { status: 400, title: "The build may not be printed in its status" },
  build_not_printable: { status: 400, title: "The build cannot be sliced" },
  build_does_not_fit_printer: { status: 400, title: "The build does not fit the printer" },
  printed_part_unknown: { status: 400, title: "There is no such printed part" },
  measurement_template_unknown: { status: 400, title: "There is no such measurement template" },
  measurement_template_invalid: { status: 400, title: "The template makes no sense" },
  measurement_templates_too_many: { status: 400, title: "Too many templates are in use" },
  measurement_invalid: { status: 400, title: "The template does not take the measurement" },
  measurement_table_invalid: { status: 400, title: "The table cannot be recorded" },
  printer_unknown: { status: 400, title: "There is no such printer" },
  printer_driver_unknown: { status: 400, title: "There is no such driver" },
  printer_hw_type_unknown: { status: 400, title: "There is no such kind of machine" },
  printer_settings_invalid: { status: 400, title: "The driver refuses the settings" },
  resin_unknown: { status: 400, title: "There is no such resin" },
  resin_lot_unknown: { status: 400, title: "There is no such lot of resin" },
  limit_reached: { status: 400, title: "There may be no more of these" },
  queue_full: { status: 400, title: "The printer's queue is full" },
  clock_command_invalid: { status: 400, title: "The clock takes exactly one command" },
  clock_backwards: { status: 400, title: "The clock only runs forwards" },
  clock_too_far: { status: 400, title: "The clock may not be moved that far at once" },
  clock_never_idle: { status: 400, title: "The shop did not come to rest" },
  token_missing: { status: 401, title: "A bearer token is needed" },
  token_invalid: { status: 401, title: "The token cannot be trusted" },
  token_expired: { status: 401, title: "The token has expired" },
  key_unknown: { status: 401, title: "No such API key" },
  key_revoked: { status: 401, title: "The API key was withdrawn" },
  session_ended: { status: 401, title: "The session is over" },
  login_refused: { status: 401, title: "E-mail address and password do not belong together" },
  role_not_admin: { status: 403, title: "The owner of the API key is not an ADMIN" },
  role_too_low: { status: 403, title: "The user's role does not allow this" },
  csrf_token_invalid: { status: 403, title: "The CSRF token is not that of the session" },
  origin_foreign: { status: 403, title: "The request comes from another site" },
  password_wrong: { status: 403, title: "The password is not the present one" },
  invitation_invalid: { status: 403, title: "The invitation is not good any more" },
  link_invalid: { status: 403, title: "The address was not signed by this server" },
  link_expired: { status: 403, title: "The address has expired" },
  link_used: { status: 403, title: "The address has been used" },
  not_found: { status: 404, title: "Not found" },
  file_missing: { status: 404, title: "The file is no longer kept" },
  method_not_allowed: { status: 405, title: "The address does not take this method" },
  part_order_not_cancelable: { status: 405, title: "The part order can no longer be canceled" },
  request_too_slow: { status: 408, title: "The request took too long to arrive" },
  model_program_run_ended: { status: 409, title: "The run has ended" },
  packing_preview_not_committable: { status: 409, title: "The preview cannot become builds" },
  packing_preview_changed: { status: 409, title: "What the preview was made for has changed" },
  uuid_taken: { status: 409, title: "The uuid is in use" },
  printer_serial_taken: { status: 409, title: "The serial is in use" },
  printer_busy: { status: 409, title: "The printer has prints" },
  resin_name_taken: { status: 409, title: "There is a resin of this name" },
  resin_lot_number_taken: { status: 409, title: "The resin has a lot of this number" },
  resin_lot_used: { status: 409, title: "Prints were made of the lot" },
  print_not_ended: { status: 409, title: "The print has not ended" },
  measurement_template_in_use: { status: 409, title: "The template was measured by" },
  measurement_voided: { status: 409, title: "The measurement is void" },
  name_taken: { status: 409, title: "The name is in use" },
  part_number_taken: { status: 409, title: "The application has this part number already" },
  build_sop_draft_exists: { status: 409, title: "The build SOP has a draft already" },
  build_sop_status_conflict: { status: 409, title: "The status of the version forbids it" },
  clock_busy: { status: 409, title: "The clock is being moved" },
  email_taken: { status: 409, title: "The e-mail address belongs to a user" },
  admin_needed: { status: 409, title: "A customer needs an ADMIN" },
  user_removed: { status: 409, title: "The user was removed" },
  invitation_closed: { status: 409, title: "The invitation was accepted already" },
  invitations_too_many: { status: 409, title: "Too many invitations are open" },
  users_too_many: { status: 409, title: "The customer has too many users" },
  api_key_ended: { status: 409, title: "The API key has ended" },
  api_keys_too_many: { status: 409, title: "The customer has too many API keys" },
  body_too_large: { status: 413, title: "The body is too large" },
  media_type_unsupported: { status: 415, title: "The body has the wrong media type" },
  too_many_requests: { status: 429, title: "Too many requests" },
  headers_too_large: { status: 431, title: "The headers are too large" },
  streams_too_many: { status: 429, title: "Too many open streams" },
  internal: { status: 500, title: "The server failed" },
  not_implemented: { status: 501, title: "Not built yet" },
  overloaded: { status: 503, title: "The server is busy" },
} as const satisfies Record<string, { status: number; title: string }>;

/** A key of the table. */
export type ProblemCode = keyof typeof PROBLEMS;

/** What an operation may answer because of its form: that it takes input, a body, a token. */
export const COMMON_PROBLEMS = {
  token: [
    "token_missing",
    "token_invalid",
    "token_expired",
    "key_unknown",
    "key_revoked",
    "role_not_admin",
  ],
  /** Of those that take the cookie of a session beside a bearer token. */
  session: ["session_ended", "role_too_low", "csrf_token_invalid", "origin_foreign"],
  any: ["too_many_requests", "internal", "overloaded"],
  input: ["input_invalid"],
  body: ["body_too_large", "media_type_unsupported"],
  json: ["body_invalid"],
} as const satisfies Record<string, readonly ProblemCode[]>;

/** Which part of the input is at fault: a JSON Pointer below body, query, params or headers. */
export type InputFault = { pointer: string; detail: string };

type ProblemOptions = {
  errors?: InputFault[];
  /** For the log only; never sent. */
  cause?: unknown;
  /** Sent with the answer, such as Retry-After or Allow. */
  headers?: Record<string, string>;
};

/**
 * An expected outcome that the caller can act on. Everything in it but `cause` is sent, so
 * `detail` must be fit for the caller's eyes.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly errors: InputFault[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.title = PROBLEMS[code].title;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  /** The RFC 9457 body; `instance` is the path that was asked for. */
  toJSON(instance: string, request_id: string): ProblemDetails {
    return {
      type: `/v1/api-docs/problems#${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      instance,
      code: this.code,
      request_id,
      ...(this.errors && { errors: this.errors }),
    };
  }
}
