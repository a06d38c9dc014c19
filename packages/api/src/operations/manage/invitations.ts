/** /manage/v1/invitations: how people come in. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { CurrentSession } from "../../schemas/session.ts";
import {
  InvitationAcceptance,
  InvitationRequest,
  InvitationsResponse,
  NewInvitation,
} from "../../schemas/user.ts";
import { INVITATION_STATUSES } from "../../statuses.ts";
import { anyOf, listProblems, paging, sortBy, uuidOf } from "../params.ts";
import { anyWordOf } from "./words.ts";

const sortable = ["uuid", "email", "created_at", "expires_at"] as const;
const tag = "People";

export const createInvitation = defineOperation({
  id: "createInvitation",
  method: "POST",
  path: "/invitations",
  tag,
  summary: "Invite somebody",
  description:
    "Answers a link, good once and for seven days, for you to hand on: the server sends no mail. " +
    "An open invitation of the same e-mail address is withdrawn.",
  body: InvitationRequest,
  responses: { 200: NewInvitation },
  problems: ["email_taken", "invitations_too_many"],
});

export const getInvitations = defineOperation({
  id: "getInvitations",
  method: "GET",
  path: "/invitations",
  tag,
  summary: "Search invitations",
  description: "Newest first unless sorted. Links that set a new password are among them.",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The rows with this uuid."),
    email: anyOf("Invitations of this e-mail address, in lower case."),
    user_uuid: anyOf("Invitations that this user came of, or got for a new password."),
    status: anyWordOf(INVITATION_STATUSES, "Invitations of this status."),
    sort: sortBy(sortable),
  }),
  responses: { 200: InvitationsResponse },
  problems: [...listProblems],
  sortable,
});

export const withdrawInvitation = defineOperation({
  id: "withdrawInvitation",
  method: "DELETE",
  path: "/invitations/{uuid}",
  tag,
  summary: "Withdraw an invitation",
  description: "Its link is worth nothing from then on. Withdrawing it again changes nothing.",
  params: uuidOf("invitation"),
  responses: { 204: null },
  problems: ["not_found", "invitation_closed"],
});

export const acceptInvitation = defineOperation({
  id: "acceptInvitation",
  method: "POST",
  path: "/invitations/accept",
  tag,
  summary: "Accept an invitation, or set a new password by a link",
  description:
    "Needs nothing but the token of the link, which is then used up. Logs the user in, as " +
    "createSession does. A link for a new password ends the user's other sessions.",
  body: InvitationAcceptance,
  responses: { 200: CurrentSession },
  problems: ["invitation_invalid", "email_taken", "users_too_many", "origin_foreign"],
  public: true,
});
