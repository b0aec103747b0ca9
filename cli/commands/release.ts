import type { Command } from "commander";
import { existingDataset } from "../../provider/aep";
import { releaseSegment } from "../../provider/segmentDefinition/release";
import { releaseOf } from "../../provider/ownership/release";
import type { Define } from "../context";

/** `aep-export release ID`: removes the marks of a stack that is gone from a dataset or a segment. */
export const release: Define = (program, open) =>
  program
    .command("release")
    .description(
      "remove the marks of a stack that no longer exists from a dataset or a segment definition, so that another stack can adopt it; its data stays",
    )
    .argument("<id>", "id of the dataset or the segment definition")
    .action(async (id: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const wasMarked = await releaseSegment(client, id);
      if (wasMarked !== undefined) {
        const marks = wasMarked ? 1 : 0;
        output.result({ id, marks }, () => `Released segment ${id}: removed ${marks} mark of an owner.`);
        return;
      }
      const dataset = await existingDataset(client, id, {
        operation: `Releasing dataset ${id}`,
        remedy: "Check the id and the sandbox.",
      });
      const changes = releaseOf(dataset);
      if (changes.length > 0) await client.datasets.update(id, changes);
      const released = { id, tags: changes.length };
      output.result(released, () => `Released dataset ${id}: removed ${changes.length} ownership tags.`);
    });
