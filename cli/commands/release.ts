import type { Command } from "commander";
import { existingDataset } from "../../provider/aep";
import { releaseOf } from "../../provider/ownership/release";
import type { Define } from "../context";

/** `aep-export release DATASET`: removes the ownership tags of a stack that is gone. */
export const release: Define = (program, open) =>
  program
    .command("release")
    .description(
      "remove the ownership tags of a stack that no longer exists from a dataset, so that another stack can adopt it; its data stays",
    )
    .argument("<dataset>", "id of the dataset")
    .action(async (id: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const dataset = await existingDataset(client, id, {
        operation: `Releasing dataset ${id}`,
        remedy: "Check the id and the sandbox.",
      });
      const changes = releaseOf(dataset);
      if (changes.length > 0) await client.datasets.update(id, changes);
      const released = { id, tags: changes.length };
      output.result(released, () => `Released dataset ${id}: removed ${changes.length} ownership tags.`);
    });
