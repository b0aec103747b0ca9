import type { Command } from "commander";
import { AepClient, readSettings } from "../provider/aep";
import { UsageError } from "./exitCodes";
import { Output } from "./output";
import { readStackConfig } from "./options/stackConfig";

/** What every command works with. */
export interface Context {
  /** Its calls end when the command is interrupted. */
  client: AepClient;
  output: Output;
  signal: AbortSignal;
}

/** Makes the context of a command that has been called. */
export type Open = (command: Command) => Promise<Context>;

/** Adds a command to the program. */
export type Define = (program: Command, open: Open) => Command;

/** Options that every command knows. */
export interface GlobalOptions {
  sandbox?: string;
  stack?: string;
  json?: boolean;
}

/** Makes the context of a command: the provider's own settings, those of a stack first, and a sandbox over both. */
export async function openContext(command: Command, signal: AbortSignal): Promise<Context> {
  const { sandbox, stack, json = false } = command.optsWithGlobals<GlobalOptions>();
  const output = new Output(json);
  const config = stack === undefined ? new Map<string, string>() : await readStackConfig(stack, signal);
  if (sandbox !== undefined) config.set("sandboxName", sandbox);
  const read = readSettings({ config: (key) => config.get(key), env: process.env });
  if ("problems" in read) throw new UsageError(read.problems.join(" "));
  const client = new AepClient(read.settings, {
    signal,
    log: (line) => output.note(line),
    userAgent: "aep-export",
  });
  return { client, output, signal };
}
