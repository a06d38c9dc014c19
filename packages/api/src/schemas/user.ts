/** People: customers, users, and how they came to be asked in. */
import { type Static, Type } from "typebox";
import { INVITATION_STATUSES, ROLES, USER_STATUSES } from "../statuses.ts";
import { nullable, ownUuid, page, word } from "./fields.ts";

const moment = (description: string) => Type.String({ format: "date-time", description });

/** Written once: passwords are described the same wherever one is set. */
export const newPassword = Type.String({
  minLength: 12,
  maxLength: 256,
  description:
    "At least 12 characters, any of Unicode, blanks too; compared in Unicode's form NFC. Not the " +
    "e-mail address.",
});

const personName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "As others read it.",
});

export const email = Type.String({
  pattern: "^[^\\s@]+@[^\\s@]+$",
  maxLength: 254,
  description: "E-mail address; upper and lower case are one.",
});

export const role = word(ROLES, "What the user may do.");

/** The owner of everything else. */
export const Customer = Type.Object(
  {
    uuid: ownUuid("customer"),
    name: Type.String({ minLength: 1, maxLength: 200, description: "As people read it." }),
    created_at: moment("When it was made."),
  },
  { title: "Customer", description: "The owner of everything else: a shop, a company." },
);
export type Customer = Static<typeof Customer>;

/** What can be changed on a customer. */
export const CustomerUpdate = Type.Object(
  { name: Type.Optional(Customer.properties.name) },
  { title: "CustomerUpdate", description: "Keys left out stay as they are." },
);

/** Somebody who may enter. */
export const User = Type.Object(
  {
    uuid: ownUuid("user"),
    email: Type.String({ description: "In lower case; a removed user's is free for others." }),
    name: personName,
    role,
    status: word(USER_STATUSES, "Whether the user may enter."),
    created_at: moment("When the user came."),
    updated_at: moment("When the user last changed."),
  },
  { title: "User", description: "Somebody who may enter, or once did." },
);
export type User = Static<typeof User>;

export const UsersResponse = Type.Object(
  { users: Type.Array(User, { description: "The users." }), ...page },
  { title: "UsersResponse", description: "One page of users." },
);

const settable = { active: USER_STATUSES.active, disabled: USER_STATUSES.disabled };

/** What an ADMIN can change on a user. */
export const UserUpdate = Type.Object(
  {
    name: Type.Optional(personName),
    role: Type.Optional(role),
    status: Type.Optional(word(settable, "Whether the user may enter.")),
  },
  { title: "UserUpdate", description: "Keys left out stay as they are." },
);

/** Whom to invite. */
export const InvitationRequest = Type.Object(
  { email, name: personName, role },
  { title: "InvitationRequest", description: "Somebody to be asked in." },
);

/** One who was asked in. */
export const Invitation = Type.Object(
  {
    uuid: ownUuid("invitation"),
    email: Type.String({ description: "Who was invited, in lower case." }),
    name: personName,
    role,
    status: word(INVITATION_STATUSES, "How it stands."),
    user_uuid: nullable(
      Type.String(),
      "The user it lets set a new password, or who came of it; null before.",
    ),
    created_at: moment("When it was made, in real time."),
    expires_at: moment("Until when its link is good, in real time."),
  },
  { title: "Invitation", description: "A link that lets somebody set a password, once." },
);
export type Invitation = Static<typeof Invitation>;

/** The one answer that holds the link. */
export const NewInvitation = Type.Object(
  {
    ...Invitation.properties,
    url: Type.String({ description: "Where the invited person sets a password. Told only now." }),
    token: Type.String({ description: "What the link carries, for programs. Told only now." }),
  },
  { title: "NewInvitation", description: "An invitation with its link, which is told once." },
);
export type NewInvitation = Static<typeof NewInvitation>;

export const InvitationsResponse = Type.Object(
  { invitations: Type.Array(Invitation, { description: "The invitations." }), ...page },
  { title: "InvitationsResponse", description: "One page of invitations." },
);

/** What the invited person sends. */
export const InvitationAcceptance = Type.Object(
  {
    token: Type.String({ maxLength: 100, description: "From the link." }),
    password: newPassword,
    name: Type.Optional(personName),
  },
  {
    title: "InvitationAcceptance",
    description: "The name is that of the invitation unless given.",
  },
);
