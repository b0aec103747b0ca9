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
    await inTurn(run, id, () => client.datasets.update(id, marking(dataset, mark)));
    run.marked.add(urn);
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

/** Takes the mark of a job out of its dataset, unless this run has set it for the job's successor. */
export async function removeMark(client: AepClient, { run, urn = "" }: Context, id: string): Promise<void> {
  if (run.marked.has(urn)) return;
  const dataset = await client.datasets.get(id);
  if (dataset === undefined || !marksOf(dataset).some((mark) => mark.urn === urn)) return;
  try {
    await inTurn(run, id, () => client.datasets.update(id, unmarking(urn)));
  } catch (error) {
    // A mark that stays does no harm.
    if (!isForbidden(error)) throw error;
  }
}

const isForbidden = (error: unknown): error is AepError =>
  error instanceof AepError && error.kind === "forbidden";
