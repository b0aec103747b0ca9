import { CommanderError } from "commander";
import { oneLine } from "../provider/aep/http/errors";
import { openContext } from "./context";
import { exitCodeOf } from "./exitCodes";
import { interruption } from "./interruption";
import { createProgram } from "./program";

void main();

async function main(): Promise<void> {
  const signal = interruption();
  // The reader of a pipe may stop early, as `head` does.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  try {
    await createProgram((command) => openContext(command, signal)).parseAsync();
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = exitCodeOf(error);
    // Commander has already written its message.
    if (error instanceof CommanderError) return;
    console.error(`aep-export: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
}
