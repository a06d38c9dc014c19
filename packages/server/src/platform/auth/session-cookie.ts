/** The cookie that carries the secret of a session. */

const NAME = "vatline_session";

/** On https the name itself keeps other hosts of the domain from setting the cookie. */
function nameOf(base_url: string): string {
  return base_url.startsWith("https:") ? `__Host-${NAME}` : NAME;
}

/** The secret in a Cookie header; null where there is none. */
export function readSessionCookie(header: string | undefined, base_url: string): string | null {
  const name = nameOf(base_url);
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return null;
}

/** Headers that set the cookie for so many seconds; with 0 the browser forgets it. */
export function setSessionCookie(
  secret: string,
  base_url: string,
  max_age_s: number,
): { "Set-Cookie": string } {
  const secure = base_url.startsWith("https:") ? "; Secure" : "";
  const life = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${max_age_s}`;
  return { "Set-Cookie": `${nameOf(base_url)}=${secret}; ${life}${secure}` };
}
