import type { Command } from "commander";
import { AepError, type Row } from "../../provider/aep";
import type { EntityLookUp } from "../../provider/aep/profile/entities";
import type { Define } from "../context";
import { defaultWidth, rowTable } from "../display/rowTable";
import { UsageError } from "../exitCodes";

/** `aep-export profile --namespace CODE --id VALUE`: shows a merged profile as AEP has it. */
export const profile: Define = (program, open) =>
  program
    .command("profile")
    .description(
      "show one merged profile as AEP has it, with a column for each dotted path; with --json, all that AEP answers",
    )
    .requiredOption("--id <value>", "value of the identity, or without --namespace AEP's own id (XID)")
    .option("--namespace <code>", "code of the namespace of the identity, such as Email")
    .option("--merge-policy <id>", "id of the merge policy, instead of the default one")
    .action(
      async (
        { mergePolicy, ...identity }: Omit<EntityLookUp, "mergePolicyId"> & { mergePolicy?: string },
        command: Command,
      ) => {
        for (const [option, value] of Object.entries({ ...identity, "merge-policy": mergePolicy }))
          if (value?.trim() === "") throw new UsageError(`--${option} must not be empty.`);
        const { client, output } = await open(command);
        const found = await client.entities.get({ ...identity, mergePolicyId: mergePolicy });
        if (found === undefined) {
          throw new AepError({
            kind: "notFound",
            operation: "Reading a profile",
            reason: `no profile has this identity in sandbox "${client.sandboxName}"`,
            outcome: "rejected",
            remedy: "Check the value, the code of the namespace, the merge policy and the sandbox.",
          });
        }
        output.result(found, () => rowTable([found.entity as Row], process.stdout.columns ?? defaultWidth));
      },
    );
