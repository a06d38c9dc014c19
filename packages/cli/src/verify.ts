/** `vatline verify`: whether a traveler is as it was signed, and what it is of. */
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import {
  createClientOf,
  manageOperations,
  mintToken,
  outdatedBy,
  readTravelerFacts,
  readTravelerKeys,
  readTravelerPdf,
  readTravelerText,
  type TravelerCode,
  TravelerError,
  type TravelerFacts,
  type TravelerKeySet,
  verifyTraveler,
} from "@vatline/api";
import { CommandError } from "./command-error.ts";
import { readSecrets } from "./token.ts";

type Options = { key: string; secrets_file: string | undefined };

/** Prints what it is of; throws TravelerError where it is not as it was signed. */
export async function runVerify(what: string, { key, secrets_file }: Options): Promise<void> {
  const given = await readGiven(what);
  const facts_text = given instanceof Uint8Array ? await readTravelerPdf(given) : null;
  const text = facts_text?.code ?? String(given);
  const set = await readKeys(key, readTravelerText(text).code.customer_uuid);
  const verified = await verifyTraveler(text, set);
  const { code } = verified;
  const facts = facts_text && (await readTravelerFacts(code, facts_text.facts));
  const lines = [...linesOf(verified, set), ...(facts ? factLines(facts) : [])];
  process.stdout.write(`${lines.map(harmless).join("\n")}\n`);
  if (secrets_file === undefined) return;
  const outdated = await compareOnline(code, key, secrets_file);
  if (outdated !== null) throw new TravelerError(outdated);
  process.stdout.write("The build on the server is as the traveler says.\n");
}

/** A PDF as bytes, anything else as text. */
async function readGiven(what: string): Promise<Uint8Array | string> {
  if (/^\s*VT1[A-Z2-7\s]+$/.test(what)) return what;
  const bytes = what === "-" ? await buffer(process.stdin) : await readBytes(what);
  return bytes.subarray(0, 5).toString() === "%PDF-" ? bytes : bytes.toString();
}

async function readKeys(key: string, customer_uuid: string): Promise<TravelerKeySet> {
  if (!isAddress(key)) return readTravelerKeys((await readBytes(key)).toString());
  const bare = new URL(key).pathname === "/";
  const url = bare ? new URL(`/manage/v1/traveler_keys/${customer_uuid}`, key) : key;
  const answer = await fetch(url).catch((cause) => {
    throw new CommandError(`cannot reach ${url}`, { cause });
  });
  if (!answer.ok) throw new CommandError(`${url} answers ${answer.status}`);
  return readTravelerKeys(await answer.text());
}

async function compareOnline(
  { build_uuid: uuid, ...code }: TravelerCode,
  key: string,
  secrets_file: string,
): Promise<string | null> {
  if (!isAddress(key)) throw new CommandError("--online needs the address of the server in --key");
  const token = await mintToken(readSecrets(secrets_file), { expires_in_s: 300 });
  const client = createClientOf(manageOperations, "/manage/v1", {
    url: new URL(key).origin,
    token,
  });
  const build = await client.getBuildPlacements({ params: { uuid } });
  return outdatedBy({ ...code, build_uuid: uuid }, build);
}

function linesOf(
  { code, key }: Awaited<ReturnType<typeof verifyTraveler>>,
  set: TravelerKeySet,
): string[] {
  const since = `since ${key.created_at.slice(0, 10)}`;
  const until = key.retired_at === null ? "in use" : `replaced ${key.retired_at.slice(0, 10)}`;
  return [
    `As it was signed: traveler of build ${code.name}, revision ${code.revision}, ` +
      `of ${set.customer_name}.`,
    `  build     ${code.build_uuid}`,
    `  customer  ${code.customer_uuid}`,
    `  key       ${key.kid}, ${since}, ${until}`,
    `  parts     sha256 ${code.parts_sha256}`,
    ...(set.sandbox ? ["These are keys of a sandbox: anybody can sign with them."] : []),
  ];
}

/** For people to compare with what is printed. */
function factLines({ build, build_sop: sop, ...facts }: TravelerFacts): string[] {
  const { platform, resin_ml, volume_ml, print_time_s } = facts;
  const layer_um = facts.slice_thickness_nm / 1000;
  return [
    `  made      ${build.created_at}, for ${build.application_name}`,
    `  SOP       ${sop.name} v${sop.version}: ${sop.resin_name}, ${sop.print_profile}`,
    `  plate     ${platform.class}, ${platform.width_mm} x ${platform.depth_mm} mm`,
    `  layers    ${facts.layer_count} of ${layer_um} um, ${facts.height_mm.toFixed(1)} mm`,
    `  takes     ${(print_time_s / 60).toFixed(0)} min, ${resin_ml} ml, solid ` +
      `${volume_ml.toFixed(3)} ml`,
    ...facts.parts.map((part) => {
      const due = part.due_date?.slice(0, 10) ?? "-";
      return `  ${part.place}\t${part.part_number}\t${part.part_order_number ?? "-"}\tdue ${due}`;
    }),
    "The signature covers these facts, not how the PDF draws them: compare the two.",
  ];
}

async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((cause) => {
    throw new CommandError(`cannot read ${path}: ${cause.message}`, { cause });
  });
}

/** What came from elsewhere must not steer the terminal, nor turn the order of letters about. */
const harmless = (line: string) => line.replace(/(?!\t)[\p{Cc}\p{Bidi_Control}]/gu, "?");

const isAddress = (text: string) => /^https?:\/\//.test(text);
