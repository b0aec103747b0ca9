import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { quirkNames, type Quirk } from "./http/quirks";
import type { EmulatorOptions, Faults } from "./server";

const program = new Command("aep-emulator")
  .description("A local Adobe Experience Platform that really exports profiles.")
  .option("-p, --port <number>", "port on 127.0.0.1; 0 picks a free one", port, 8080)
  .option("-d, --data <dir>", "folder that keeps all state (default: a temporary one, deleted at the end)")
  .option("--profiles <files...>", "profile records to load into sandbox prod: NDJSON, JSON, CSV or Parquet")
  .option("--events <files...>", "ExperienceEvents to load into sandbox prod")
  .option("--sandbox <names...>", "sandboxes besides prod")
  .option("--job-seconds <number>", "let every export job take at least this long", positive, 0)
  .option("--concurrency <number>", "jobs at work at the same time", count, 2)
  .option("--token-seconds <number>", "how long an access token lives", positive, 86_400)
  .option("--access-token <token>", "accept this token too, without asking for one first")
  .addOption(
    new Option(
      "--quirks <list>",
      `variants of the answers, comma-separated: ${quirkNames.join(", ")}`,
    ).argParser(quirkList),
  )
  .option("--faults <file>", "what goes wrong, as JSON; PUT /emulator/faults changes it while it runs")
  .exitOverride();

void main();

async function main(): Promise<void> {
  try {
    program.parse();
  } catch (error) {
    process.exitCode = error instanceof Error && "exitCode" in error && error.exitCode === 0 ? 0 : 2;
    return;
  }
  try {
    const { sandbox, faults, ...options } = program.opts<Flags>();
    await run({
      ...options,
      sandboxes: sandbox,
      ...(faults !== undefined && { faults: await readFaults(faults) }),
    });
  } catch (error) {
    console.error(`aep-emulator: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

type Flags = Omit<EmulatorOptions, "faults" | "sandboxes"> & { sandbox?: string[]; faults?: string };

/** The fault rules of a file. `startEmulator` checks them. */
async function readFaults(file: string): Promise<Faults> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text) as Faults;
  } catch {
    throw new Error(`${file} holds no JSON.`);
  }
}

async function run(options: EmulatorOptions): Promise<void> {
  // Loaded late: without a working directory a module fails, and main reports that in one line.
  const { startEmulator } = await import("./server.js");
  const emulator = await startEmulator({ ...options, log: (error) => console.error(error.stack) });
  console.log(`aep-emulator listening on ${emulator.url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void emulator.close());
  }
}

function port(value: string): number {
  const number = count(value, undefined, 0);
  if (number > 65_535) throw new InvalidArgumentError("It must be from 0 to 65535.");
  return number;
}

function count(value: string, _previous?: number, least = 1): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least)
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  return number;
}

function positive(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number < 0)
    throw new InvalidArgumentError("It must be a number from 0.");
  return number;
}

function quirkList(value: string): Quirk[] {
  return value.split(",").map((name) => {
    const quirk = quirkNames.find((known) => known === name.trim());
    if (!quirk) throw new InvalidArgumentError(`There is no quirk "${name}".`);
    return quirk;
  });
}
