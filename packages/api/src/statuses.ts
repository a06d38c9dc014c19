/**
 * The closed lists of status words, each with its meaning. Tables in the database, schemas and
 * screens take their words from here.
 */

/** What a user may do, the most first: each role may do all that those behind it may. */
export const ROLES = {
  ADMIN: "sets up the shop, its people and its keys",
  OPERATOR: "runs the shop: printers, resin, measurements, prints",
  VIEWER: "looks, and changes nothing",
} as const;
export type Role = keyof typeof ROLES;

/** Whether a user may enter. */
export const USER_STATUSES = {
  active: "may log in, and their API keys work",
  disabled: "may not, until an ADMIN makes them active again",
  removed: "is kept for the history, and comes back by a new invitation only",
} as const;
export type UserStatus = keyof typeof USER_STATUSES;

/** How an invitation stands. */
export const INVITATION_STATUSES = {
  open: "can be accepted until `expires_at`",
  accepted: "was accepted",
  withdrawn: "was taken back, or followed by another of the same e-mail address",
  expired: "nobody accepted it in time",
} as const;
export type InvitationStatus = keyof typeof INVITATION_STATUSES;

/** How an API key stands. */
export const API_KEY_STATUSES = {
  working: "signs tokens that are taken, as long as its owner is an active ADMIN",
  expired: "`expires_at` is past",
  revoked: "was withdrawn",
} as const;
export type ApiKeyStatus = keyof typeof API_KEY_STATUSES;

/** How far a part order is. */
export const PART_ORDER_STATUSES = {
  open: "accepted, none of its parts is being prepared yet",
  processing: "at least one part has left the waiting line",
  complete: "every part was made",
  incomplete: "everything has ended and at least one part could not be made",
  canceled: "withdrawn before anything of it was started",
} as const;
export type PartOrderStatus = keyof typeof PART_ORDER_STATUSES;

/** How far one ordered piece is. */
export const PRINTED_PART_STATUSES = {
  waiting: "not looked at yet, or back in line for a printer",
  preparing: "being packed, or packed into a build that is not queued yet",
  queued: "in the queue of a printer",
  printing: "on a printer",
  complete: "made",
  failed: "could not be made, see `error`",
  canceled: "its order was withdrawn",
} as const;
export type PrintedPartStatus = keyof typeof PRINTED_PART_STATUSES;

/** Whether a build may be printed; capitalised on the wire. */
export const BUILD_STATUSES = {
  Unreleased: "a draft that may not be printed",
  Validation: "may be printed to prove it",
  Released: "may be printed",
  Obsolete: "kept for its history, may not be printed",
} as const;
export type BuildStatus = keyof typeof BUILD_STATUSES;

/** How far a version of a build SOP is. */
export const BUILD_SOP_STATUSES = {
  draft: "may still be changed, nothing is packed by it",
  released: "fixed; the newest of these is what packing goes by",
  obsolete: "kept for the builds made by it, nothing new is packed by it",
} as const;
export type BuildSopStatus = keyof typeof BUILD_SOP_STATUSES;

/** How much work packing spends on a layout. */
export const LAYOUT_PROFILES = {
  denser: "the whole budget goes into fewer and fuller platforms",
  faster: "a quarter of it",
  skip: "the first layout that is found",
} as const;
export type LayoutProfile = keyof typeof LAYOUT_PROFILES;

/** How far a preview of a packing is. */
export const PACKING_PREVIEW_STATUSES = {
  running: "the search is at work or waits for its turn",
  complete: "the answer is there",
  failed: "there is no answer, see `failure_message`",
  committed: "its plates were made builds",
} as const;
export type PackingPreviewStatus = keyof typeof PACKING_PREVIEW_STATUSES;

/** Why the search of a packing ended. */
export const PACKING_STOPS = {
  bound: "nothing better is possible",
  moves: "the budget was used up",
  told: "somebody stopped it",
  deadline: "it took far longer than its budget says, so that the server stopped it",
} as const;
export type PackingStop = keyof typeof PACKING_STOPS;

/** How a part came to its place on a plate. */
export const PLACED_BECAUSE = {
  first_fit: "the first plate with room for it, in order of due date and size",
  opened_plate: "no plate had room for it, so that one was opened",
  periodic: "a seat in a pattern of equal parts",
  jigsaw: "a piece of a plate without gaps",
  improved: "put there by the search, so that plates are fewer, emptier or lower",
} as const;

/** How far a print is; the compatible API names the first three, the others are ours. */
export const PRINT_STATUSES = {
  queued: "waits in the queue of a printer",
  printing: "on the printer",
  finished: "came to its planned end",
  failed: "ended early",
  canceled: "taken out of the queue",
} as const;
export type PrintStatus = keyof typeof PRINT_STATUSES;

/** Whether a resin is still bought. */
export const RESIN_STATUSES = {
  active: "in use",
  retired: "takes no new lots; those it has may be used up",
} as const;
export type ResinStatus = keyof typeof RESIN_STATUSES;

/** Whether prints may begin with a lot of resin. */
export const RESIN_LOT_STATUSES = {
  open: "may be used until it expires",
  used_up: "empty, no print begins with it",
  quarantined: "set aside, no print begins with it until it is open again",
} as const;
export type ResinLotStatus = keyof typeof RESIN_LOT_STATUSES;

/** Who sees to it that a printer holds the resin of its next print. */
export const RESIN_CHANGES = {
  by_hand: "people load lots; a print of another resin waits",
  at_start: "each print is given its resin as it begins: the open lot that expires first",
} as const;
export type ResinChange = keyof typeof RESIN_CHANGES;

/** Why a printer begins nothing new. */
export const HOLDS = {
  maintenance: "the printer is in maintenance",
  resin_mismatch: "another resin is loaded than the next print needs",
  resin_lot_quarantined: "the loaded lot is quarantined",
  resin_lot_used_up: "the loaded lot is used up",
  resin_lot_expired: "the loaded lot has expired",
  resin_lot_missing: "no lot of the resin may be used",
} as const;
export type HoldCode = keyof typeof HOLDS;

/** How far a run of a model program, or a step of it, is. */
export const MODEL_PROGRAM_STATUSES = {
  complete: "done, the result can be fetched",
  failed: "ended without a result",
  preparing: "at work",
  pending: "not begun",
  invalid: "the parameters were refused",
} as const;
export type ModelProgramStatus = keyof typeof MODEL_PROGRAM_STATUSES;

/** Whether a model program may be run. */
export const MODEL_PROGRAM_STATES = {
  active: "may be run",
  retired: "kept for its runs, may not be run",
} as const;
export type ModelProgramState = keyof typeof MODEL_PROGRAM_STATES;

/** What a parameter of a model program takes. */
export const MODEL_PROGRAM_PARAMETER_TYPES = {
  string: "a text",
  integer: "a whole number",
  double: "a number",
  model: "the uuid of a model",
} as const;

/** What a measurement means for its part. */
export const MEASUREMENT_RESULTS = {
  pass: "within the limits",
  fail: "outside the limits",
  flag: "to be looked at by a person",
  incomplete: "nothing was entered yet",
} as const;
export type MeasurementResult = keyof typeof MEASUREMENT_RESULTS;

/** When a measurement has to be taken. */
export const MEASUREMENT_LEVELS = {
  required: "must be taken on every part",
  not_required: "may be left out",
  required_for_failure: "must be taken when the part fails",
} as const;
export type MeasurementLevel = keyof typeof MEASUREMENT_LEVELS;

/** What is entered for a measurement. */
export const MEASUREMENT_TYPES = {
  process: "a step was carried out",
  value: "a number",
  category: "one of the listed categories",
} as const;
export type MeasurementType = keyof typeof MEASUREMENT_TYPES;

/** How far a change of a queue went. */
export const QUEUE_UPDATE_CODES = {
  0: "everything was done",
  1: "some of it was done",
  2: "nothing was done",
} as const;
export type QueueUpdateCode = keyof typeof QUEUE_UPDATE_CODES;
