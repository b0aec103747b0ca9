import type { Command } from "commander";
import { AepClient, readSettings } from "../provider/aep";
import { UsageError } from "./exitCodes";
import { Output } from "./output";
import { readStackConfig } from "./options/stackConfig";

/** What every command needs. */
export interface Context {
  /** A client whose calls end when the command is interrupted. */
  client: AepClient;
  output: Output;
  signal: AbortSignal;
}

/** Makes the context of the command that was called. */
export type Open = (command: Command) => Promise<Context>;

/** Adds a command to the program. */
export type Define = (program: Command, open: Open) => Command;

/** The options of every command. */
export interface GlobalOptions {
  sandbox?: string;
  stack?: string;
  json?: boolean;
}

/**
 * Makes the context of a command. Settings come from --sandbox, else from the configuration of --stack,
 * else from the environment.
 */
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
