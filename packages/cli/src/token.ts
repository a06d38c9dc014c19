/** `vatline token`: a bearer token from a secrets file, for scripts and curious people. */
import { readFileSync } from "node:fs";
import { mintToken, type Secrets } from "@vatline/api";
import { CommandError } from "./command-error.ts";

/** Prints the token and a line break to standard output. */
export async function printToken(secrets_file: string, expires_in_s: number): Promise<void> {
  const secrets = readSecrets(secrets_file);
  try {
    process.stdout.write(`${await mintToken(secrets, { expires_in_s })}\n`);
  } catch (cause) {
    const text = `${secrets_file}: client_secret is not an RSA private key in PEM text`;
    throw new CommandError(text, { cause });
  }
}

/** Throws CommandError that names the file. */
export function readSecrets(secrets_file: string): Secrets {
  let secrets: Partial<Secrets> | null;
  try {
    secrets = JSON.parse(readFileSync(secrets_file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot read ${secrets_file}: ${reason}`, { cause });
  }
  const { client_id, client_secret } = secrets ?? {};
  if (typeof client_id !== "string" || typeof client_secret !== "string") {
    throw new CommandError(`${secrets_file} holds no client_id and client_secret`);
  }
  return { client_id, client_secret };
}
