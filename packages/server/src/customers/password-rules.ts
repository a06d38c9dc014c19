/** What a new password must be like. */
import { Problem } from "@vatline/api";
import { normalizePassword } from "../platform/auth/password.ts";
import { normalizeEmail } from "./email.ts";

const LENGTH_MIN = 12;

/** Throws input_invalid; `field` is where the password stands in the body. */
export function checkNewPassword(
  password: string,
  { email, field }: { email: string; field: string },
): void {
  const normal = normalizePassword(password);
  const different = new Set(normal).size;
  let detail: string | null = null;
  // The schema counted the letters as they were sent; composed they may be fewer.
  if ([...normal].length < LENGTH_MIN) detail = `must have at least ${LENGTH_MIN} characters`;
  else if (different < 3) detail = "must not be the same letters again and again";
  else if (normalizeEmail(normal) === email) detail = "must not be the e-mail address";
  if (detail === null) return;
  throw new Problem("input_invalid", `The new password ${detail}.`, {
    errors: [{ pointer: `/body/${field}`, detail }],
  });
}
