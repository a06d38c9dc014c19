/** Secrets that the server draws and keeps as a hash only: those of sessions and of links. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** A new one, 43 characters of base64url. */
export function drawSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** What is kept of it. Secrets are as long as the hash, so it needs neither salt nor slowness. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** What changes under a session must carry: follows from its secret, and does not tell it. */
export function csrfTokenOf(secret: string): string {
  return createHmac("sha256", secret).update("csrf").digest("base64url");
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)));
}
