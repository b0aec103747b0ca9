import type { Dataset } from "../contract/catalog";
import { AepError, type AepClient } from "./aep";
import { marking, marksOf, unmarking, type JobMark } from "./jobMark";
import type { Context } from "./lifecycle";
import { isOfStack } from "./ownership";
import { inTurn } from "./turns";

/** Whether the dataset could be told of a start; one of somebody else may refuse. */
export async function setMark(
  client: AepClient,
  { run, log, subject, urn = "" }: Context,
  { id, dataset, mark }: { id: string; dataset: Dataset; mark: JobMark },
): Promise<boolean> {
  try {
    // One after the other, lest one change of the tags be lost to another.
    await inTurn(run, id, async () => {
      // Tags may have come with the turn before.
      const now = dataset.tags ? dataset : ((await client.datasets.get(id)) ?? dataset);
      await client.datasets.update(id, marking(now, mark));
    });
    run.marks.set(urn, mark.asked);
    return true;
  } catch (error) {
    if (!isForbidden(error) || isOfStack(dataset, urn)) throw error;
    log(
      `Dataset ${id} of ${subject} cannot be tagged (${error.status}): if this run is killed just now, the next one may export twice. ` +
        "Allow the credentials to manage datasets.",
    );
    return false;
  }
}

/**
 * Takes the mark of a job out of its dataset, unless it speaks of a successor already. In a dataset of the stack's own a stub stays,
 * which tells that the jobs up to now were started with a mark.
 */
export async function removeMark(
  client: AepClient,
  { run, urn = "" }: Context,
  { id, asked }: { id: string; asked: string },
): Promise<void> {
  await inTurn(run, id, async () => {
    const dataset = await client.datasets.get(id);
    if (dataset === undefined) return;
    const mark = marksOf(dataset).find((one) => one.urn === urn && one.asked === asked);
    if (mark === undefined) return;
    const change = isOfStack(dataset, urn) ? marking(dataset, { ...mark, asked: "" }) : unmarking(urn);
    try {
      await client.datasets.update(id, change);
    } catch (error) {
      // A mark that stays does no harm; and a repeat of a removal that was done finds nothing to remove.
      if (!isForbidden(error) && !(error instanceof AepError && error.kind === "invalid")) throw error;
    }
  });
}

const isForbidden = (error: unknown): error is AepError =>
  error instanceof AepError && error.kind === "forbidden";
