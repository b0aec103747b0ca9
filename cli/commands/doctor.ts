import type { Command } from "commander";
import type { Define } from "../context";
import { table } from "../display/table";
import { examine } from "../doctor/examine";
import { exitCodeOf } from "../exitCodes";

/** `aep-export doctor`: tries what a run needs, without changing anything. */
export const doctor: Define = (program, open) =>
  program
    .command("doctor")
    .description(
      "try each call of a run that only reads, and show which setting or permission is missing; nothing in AEP is changed",
    )
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const { findings, error } = await examine(client);
      output.result(findings, () =>
        table(
          ["CHECK", "RESULT", "DETAIL"],
          findings.map(({ check, result, detail }) => [check, result, detail]),
        ),
      );
      if (error !== undefined) process.exitCode = exitCodeOf(error);
    });
