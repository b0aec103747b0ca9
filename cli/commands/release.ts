import type { Command } from "commander";
import { existingDataset } from "../../provider/aep";
import { releaseExpiration } from "../../provider/datasetExpiration/release";
import { releaseSegment } from "../../provider/segmentDefinition/release";
import { releaseOf } from "../../provider/ownership/release";
import type { Define } from "../context";

/** `aep-export release ID`: removes the marks of a stack that is gone from a dataset, a segment or an expiration. */
export const release: Define = (program, open) =>
  program
    .command("release")
    .description(
      "remove the marks of a stack that no longer exists from a dataset, a segment definition or a dataset expiration, so that another stack can adopt it; its data stays",
    )
    .argument("<id>", "id of the dataset, the segment definition or the expiration")
    .action(async (id: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      // The ids of expirations have a form of their own, so nothing else is asked for one.
      const [noun, wasMarked] = id.startsWith("SD-")
        ? ["expiration", await releaseExpiration(client, id)]
        : ["segment", await releaseSegment(client, id)];
      if (wasMarked !== undefined) {
        const marks = wasMarked ? 1 : 0;
        output.result({ id, marks }, () => `Released ${noun} ${id}: removed ${marks} mark of an owner.`);
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
