/** What people set up and look into beside the compatible interface, below /manage/v1. */
import { takeSessions } from "../operation.ts";
import {
  createApiKey,
  getApiKey,
  getApiKeys,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from "./manage/api-keys.ts";
import { getBuildPlacements } from "./manage/builds.ts";
import {
  acceptInvitation,
  createInvitation,
  getInvitations,
  withdrawInvitation,
} from "./manage/invitations.ts";
import { getModelReport } from "./manage/models.ts";
import {
  changePassword,
  createSession,
  deleteSession,
  endSession,
  getSession,
  getSessions,
} from "./manage/sessions.ts";
import {
  getCustomer,
  getUser,
  getUsers,
  removeUser,
  resetPassword,
  updateCustomer,
  updateUser,
} from "./manage/users.ts";

/** The operations for people, noun by noun. */
export const manageOperations = takeSessions({
  createSession,
  getSession,
  deleteSession,
  changePassword,
  getSessions,
  endSession,
  getCustomer,
  updateCustomer,
  getUsers,
  getUser,
  updateUser,
  removeUser,
  resetPassword,
  createInvitation,
  getInvitations,
  withdrawInvitation,
  acceptInvitation,
  createApiKey,
  getApiKeys,
  getApiKey,
  updateApiKey,
  rotateApiKey,
  revokeApiKey,
  getModelReport,
  getBuildPlacements,
});
