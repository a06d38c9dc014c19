/** /manage/v1: sessions, the customer, users and invitations. */
import { manageOperations, Problem } from "@vatline/api";
import { openGuesses } from "../platform/auth/guesses.ts";
import { openPasswords } from "../platform/auth/password.ts";
import { setSessionCookie } from "../platform/auth/session-cookie.ts";
import { realNow } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Route, route, WithHeaders } from "../platform/http/route.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { type BegunSession, SESSION_LIFE_S } from "./begin-session.ts";
import { changePassword } from "./change-password.ts";
import { sessionLimits } from "./check-session.ts";
import { endOwnSession } from "./end-sessions.ts";
import { invite, inviteToResetPassword, linkOf, type NewInvitation } from "./invite.ts";
import { type Guard, logIn } from "./log-in.ts";
import { removeUser } from "./remove-user.ts";
import { readCustomer, readUser, USERS_LIST } from "./store.ts";
import { invitationsList } from "./store-invitations.ts";
import { sessionsList } from "./store-sessions.ts";
import { updateCustomer } from "./update-customer.ts";
import { updateUser } from "./update-user.ts";
import { currentSession, customerView, invitationView, userView } from "./view.ts";
import { withdrawInvitation } from "./withdraw-invitation.ts";

export const openCustomers: OpenFeature = (deps) => {
  const guard = { passwords: openPasswords(), guesses: openGuesses(deps.clock) };
  return {
    manage: [
      ...sessionRoutes(deps, guard),
      ...userRoutes(deps),
      ...invitationRoutes(deps, guard),
      route(manageOperations.getCustomer, async ({ caller }) =>
        customerView(await readCustomer(deps.db.read, caller.customer_uuid)),
      ),
      route(manageOperations.updateCustomer, async ({ caller, body }) => {
        const { customer_uuid, actor } = caller;
        const change = { customer_uuid, name: body.name, actor, at: deps.clock.now() };
        return customerView(await deps.db.transaction((tx) => updateCustomer(tx, change)));
      }),
    ],
  };
};

function sessionRoutes(deps: Deps, guard: Guard): Route[] {
  return [
    route(manageOperations.createSession, async ({ body, client }) =>
      answerSession(deps, await logIn(deps, guard, body, client)),
    ),
    route(manageOperations.getSession, ({ caller }) => currentSession(deps.db.read, caller)),
    route(manageOperations.deleteSession, async ({ caller }) => {
      const { session } = caller;
      if (!session) throw new Problem("not_found", "A bearer token has no session.");
      const at = deps.clock.now();
      await deps.db.transaction((tx) => endOwnSession(tx, caller, session.uuid, at));
      return new WithHeaders(setSessionCookie("", deps.config.base_url, 0), undefined);
    }),
    route(manageOperations.changePassword, async ({ body, caller, client }) => {
      const begun = await changePassword(deps, guard, body, { caller, client });
      return begun ? answerSession(deps, begun) : currentSession(deps.db.read, caller);
    }),
    route(manageOperations.getSessions, async ({ caller, query }) => {
      const list = sessionsList(caller.user_uuid, sessionLimits(deps.clock));
      const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, query);
      const sessions = rows.map(
        ({ uuid, address, user_agent, created_at, seen_at, expires_at }) => {
          const current = uuid === caller.session?.uuid;
          return { uuid, current, address, user_agent, created_at, seen_at, expires_at };
        },
      );
      return { ...page, sessions };
    }),
    route(manageOperations.endSession, async ({ caller, params }) => {
      const at = deps.clock.now();
      await deps.db.transaction((tx) => endOwnSession(tx, caller, params.uuid, at));
      return undefined;
    }),
  ];
}

async function answerSession({ db, config }: Deps, { secret, who }: BegunSession) {
  const headers = setSessionCookie(secret, config.base_url, SESSION_LIFE_S);
  return new WithHeaders(headers, await currentSession(db.read, who));
}

function userRoutes(deps: Deps): Route[] {
  return [
    route(manageOperations.getUsers, async ({ caller, query }) => {
      const { rows, ...page } = await listPage(deps, USERS_LIST, caller.customer_uuid, query);
      return { ...page, users: rows.map(userView) };
    }),
    route(manageOperations.getUser, async ({ caller, params }) => {
      const user = await readUser(deps.db.read, caller.customer_uuid, params.uuid);
      if (!user) throw new Problem("not_found", `There is no user ${params.uuid}.`);
      return userView(user);
    }),
    route(manageOperations.updateUser, async ({ caller, params, body }) => {
      const { customer_uuid, actor } = caller;
      const { name, role, status } = body;
      const set = { ...(name && { name }), ...(role && { role }), ...(status && { status }) };
      const change = { customer_uuid, uuid: params.uuid, set, actor, at: deps.clock.now() };
      return userView(await deps.db.transaction((tx) => updateUser(tx, change)));
    }),
    route(manageOperations.removeUser, async ({ caller, params }) => {
      const { customer_uuid, actor } = caller;
      const asked = { customer_uuid, uuid: params.uuid, actor };
      return userView(await deps.db.transaction((tx) => removeUser(tx, deps, asked)));
    }),
    route(manageOperations.resetPassword, async ({ caller, params }) => {
      const { customer_uuid, actor } = caller;
      const asked = { customer_uuid, user_uuid: params.uuid, actor };
      const made = await deps.db.transaction((tx) => inviteToResetPassword(tx, deps, asked));
      return answerInvitation(deps, made);
    }),
  ];
}

function invitationRoutes(deps: Deps, guard: Guard): Route[] {
  return [
    route(manageOperations.createInvitation, async ({ caller, body }) => {
      const { customer_uuid, actor } = caller;
      const { email, name, role } = body;
      const invited = { customer_uuid, email, name, role, actor };
      const made = await deps.db.transaction((tx) => invite(tx, deps, invited));
      return answerInvitation(deps, made);
    }),
    route(manageOperations.getInvitations, async ({ caller, query }) => {
      const now = realNow(deps.clock);
      const list = invitationsList(now);
      const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, query);
      return { ...page, invitations: rows.map((row) => invitationView(row, now)) };
    }),
    route(manageOperations.withdrawInvitation, async ({ caller, params }) => {
      const { customer_uuid, actor } = caller;
      const asked = { customer_uuid, uuid: params.uuid, actor };
      await deps.db.transaction((tx) => withdrawInvitation(tx, deps, asked));
      return undefined;
    }),
    route(manageOperations.acceptInvitation, async ({ body, client }) =>
      answerSession(deps, await acceptInvitation(deps, guard, body, client)),
    ),
  ];
}

function answerInvitation({ clock, config }: Deps, made: NewInvitation) {
  const invitation = invitationView(made.row, realNow(clock));
  return { ...invitation, url: linkOf(made, config.base_url), token: made.token };
}
