/** The program `vatline`: its commands and their flags. Exit code 2 means: wrong flags. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { parseDuration, parseInstant, parsePort, parseSeed, parseSpeed } from "./flags.ts";

const EXIT_USAGE = 2;

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const program = new Command("vatline")
  .description("Production server for resin 3D-printer fleets.")
  .version(version, "-V, --version", "print the version")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
  .showHelpAfterError("(vatline --help lists commands and flags)")
  .configureHelp({ showGlobalOptions: false });

program
  .command("sandbox")
  .summary("run a simulated shop with a virtual clock")
  .description(
    "Runs the whole server over a simulated fleet, seeded and repeatable, until Ctrl-C. Writes " +
      "secrets.json (a ready API key) and sandbox.json (addresses and names) to the data folder.",
  )
  .option("--host <host>", "address to listen on (default: 127.0.0.1)")
  .option("--port <port>", "port to listen on, 0 takes a free one (default: 8080)", parsePort)
  .option("--data <dir>", "folder of the database and files (default: ./vatline-data)")
  .option("--memory", "keep nothing: database and files are gone at the end")
  .option(
    "--seed <n>",
    "same seed, same calls: same uuids, order, times, files (default: 1)",
    parseSeed,
  )
  .option("--start <iso-time>", "where virtual time begins (default: now)", parseInstant)
  .option("--speed <x>", "virtual seconds a second, 0 stands still (default: 60)", parseSpeed)
  .addOption(
    new Option(
      "--build-files <which>",
      "files made of the layers of each build (default: all)",
    ).choices(["all", "video", "none"]),
  )
  .addOption(
    new Option("--profile <version>", "version of the API to behave as (default: 0.4.17)").choices([
      "0.4.17",
      "0.3.5",
    ]),
  )
  .action(async ({ data, buildFiles: build_files, ...flags }) => {
    const { runSandbox } = await import("./sandbox.ts");
    const data_dir = data === undefined ? undefined : resolve(data);
    await runSandbox({ ...flags, build_files, data_dir });
  });

program
  .command("token")
  .summary("print a bearer token")
  .description("Prints a bearer token signed with the API key in a secrets file, and nothing else.")
  .argument("<secrets.json>", "file with client_id and client_secret")
  .addOption(
    new Option("--exp-minutes <n>", "minutes from now for which the token is good")
      .default(60)
      .argParser(parseDuration),
  )
  .action(async (secrets_file: string, { expMinutes }) => {
    const { printToken } = await import("./token.ts");
    await printToken(secrets_file, expMinutes * 60);
  });

program
  .command("invite")
  .summary("make a link with which somebody sets a password")
  .description(
    "Prints a link, good once and for seven days, that lets somebody into a server: the first " +
      "one, too. The server may be running.",
  )
  .addOption(new Option("--data <dir>", "folder of an embedded database"))
  .addOption(
    new Option(
      "--database-url <url>",
      "PostgreSQL database, as postgres://user@host/name",
    ).conflicts("data"),
  )
  .requiredOption("--email <address>", "who is invited")
  .addOption(
    new Option("--role <role>", "what they may do")
      .choices(["ADMIN", "OPERATOR", "VIEWER"])
      .default("ADMIN"),
  )
  .option("--customer <name>", "whose shop; made when there is none of the name")
  .option("--base-url <url>", "where people reach the server", "http://127.0.0.1:8080")
  .action(async ({ email, role, customer, baseUrl, ...flags }, command: Command) => {
    const place = placeOf(flags, command);
    const { runInvite } = await import("./invite.ts");
    await runInvite({ place, email, role, customer, base_url: baseUrl });
  });

program
  .command("verify")
  .summary("check that a traveler is as it was signed")
  .description(
    "Checks the code of a traveler, or its PDF, against the keys of its customer, and says " +
      "which build it is of. Offline where the keys are a file. Exit code 0: it is as it was " +
      "signed; 1: it is not, or could not be checked.",
  )
  .argument("<what>", "text of the code, a PDF, a file with the text, or - for stdin")
  .requiredOption(
    "--key <file-or-url>",
    "keys as a server publishes them: a file, their address, or the address of the server",
  )
  .option("--online <secrets.json>", "compare with the build on the server, too")
  .action(async (what: string, { key, online }) => {
    const { runVerify } = await import("./verify.ts");
    await runVerify(what, { key, secrets_file: online });
  });

program
  .command("migrate")
  .summary("bring a database up to this version")
  .description("Brings a database up to this version of the program. Done already: does nothing.")
  .addOption(new Option("--data <dir>", "folder of an embedded database"))
  .addOption(
    new Option(
      "--database-url <url>",
      "PostgreSQL database, as postgres://user@host/name",
    ).conflicts("data"),
  )
  .action(async (flags, command: Command) => {
    const place = placeOf(flags, command);
    const { runMigrate } = await import("./migrate.ts");
    await runMigrate(place);
  });

program
  .command("backup")
  .summary("write all that a server knows to a file")
  .description(
    "Writes the database as it is at one moment, and every file that it names, to a new file, " +
      "which has its name only when it is whole. The server may be running. Exit code 1 where a " +
      "file was missing or damaged on the server, too: the backup is complete but for that.",
  )
  .argument("<file>", "the backup to make, readable by its owner alone; - for standard output")
  .addOption(filesOption())
  .addOption(databaseOption())
  .action(async (file: string, { data, databaseUrl }) => {
    const { runBackup } = await import("./backup.ts");
    await runBackup(file, { data_dir: data, database_url: databaseUrl });
  });

program
  .command("restore")
  .summary("make a server of a backup")
  .description(
    "Puts a backup into an empty data folder, and into an empty database, of either kind. All is " +
      "checked before any of it can be seen; where the backup is not whole nothing is left.",
  )
  .argument("<file>", "the backup; - for standard input")
  .addOption(filesOption())
  .addOption(databaseOption())
  .action(async (file: string, { data, databaseUrl }) => {
    const { runRestore } = await import("./backup.ts");
    await runRestore(file, { data_dir: data, database_url: databaseUrl });
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(reasonOf(error));
  process.exit(1);
}

/** Where the files are: of a server on PostgreSQL, beside what says which database. */
function filesOption(): Option {
  return new Option(
    "--data <dir>",
    "folder of the files, and of an embedded database (default: ./vatline-data)",
  );
}

function databaseOption(): Option {
  return new Option("--database-url <url>", "PostgreSQL database, as postgres://user@host/name");
}

/** The database that is named; without one the command ends. */
function placeOf(
  { data, databaseUrl }: { data?: string; databaseUrl?: string },
  command: Command,
): { data_dir: string } | { postgres: string } {
  if (data !== undefined) return { data_dir: resolve(data) };
  if (databaseUrl !== undefined) return { postgres: databaseUrl };
  return command.error("error: name the database with --data or --database-url");
}

/** What a person can act on stands alone; anything else is our bug and keeps its stack. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `vatline: ${error}`;
  const isPlain =
    ["StartError", "CommandError", "BackupError", "TravelerError", "ApiError", "Problem"].includes(
      error.name,
    ) || "syscall" in error;
  return isPlain ? `vatline: ${error.message}` : (error.stack ?? error.message);
}
