/** Sessions of people who logged in. */
import { type Static, Type } from "typebox";
import { nullable, ownUuid, page } from "./fields.ts";
import { Customer, email, newPassword, User } from "./user.ts";

const moment = (description: string) => Type.String({ format: "date-time", description });

/** What it takes to log in. */
export const Login = Type.Object(
  {
    email,
    password: Type.String({ maxLength: 256, description: "The user's password." }),
  },
  { title: "Login", description: "Who logs in." },
);

/** Who is asking. */
export const CurrentSession = Type.Object(
  {
    user: User,
    customer: Customer,
    session_uuid: nullable(Type.String(), "The session; null for a bearer token."),
    csrf_token: nullable(
      Type.String(),
      "To be sent as X-CSRF-Token with every request of the session that changes something; " +
        "null for a bearer token, which needs none.",
    ),
    expires_at: nullable(
      Type.String({ format: "date-time" }),
      "When the session ends at the latest, in real time; null for a bearer token.",
    ),
  },
  { title: "CurrentSession", description: "Who is asking, and under which session." },
);
export type CurrentSession = Static<typeof CurrentSession>;

/** One of a user's own sessions. */
export const Session = Type.Object(
  {
    uuid: ownUuid("session"),
    current: Type.Boolean({ description: "Whether this request came under it." }),
    address: Type.String({ description: "Network address that logged in." }),
    user_agent: Type.String({ description: "What the browser called itself; may be empty." }),
    created_at: moment("When the user logged in, in real time."),
    seen_at: moment("When it was last used, to the minute, in real time."),
    expires_at: moment("When it ends at the latest, in real time."),
  },
  { title: "Session", description: "A browser in which the user is logged in." },
);
export type Session = Static<typeof Session>;

export const SessionsResponse = Type.Object(
  { sessions: Type.Array(Session, { description: "The sessions." }), ...page },
  { title: "SessionsResponse", description: "One page of the user's own sessions." },
);

/** A new password, and the proof that it is the user who asks. */
export const PasswordChange = Type.Object(
  {
    password: Type.String({ maxLength: 256, description: "The present password." }),
    new_password: newPassword,
  },
  { title: "PasswordChange", description: "Ends every session of the user but the present one." },
);
