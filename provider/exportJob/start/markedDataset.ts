import type { JsonPatch } from "../../../contract/catalog";
import { AepError, type AepClient } from "../../aep";
import { withTags } from "../../aep/catalog/jsonPatch";
import type { ExportJobState } from "../declaration/state";
import { repeatWhileUnknown } from "../../atMostOnce/freshDatasets";
import { bodyOf, formerKeyOf, marksOf, movedKeyOf, changeToRemove, changeToSet, type JobMark } from "./mark";
import type { OwnerContext } from "../../lifecycle/lifecycle";
import { inTurn } from "../../atMostOnce/turns";

/** A dataset whose tags hold the marks of jobs. */
interface Place {
  client: AepClient;
  /** Id of the dataset. */
  dataset: string;
}

/**
 * Sets a mark.
 *
 * @param hasTags Whether the dataset is known to have tags. If not, the tags have to be created
 * before the mark is set.
 */
export async function setMark(
  context: OwnerContext,
  { client, dataset }: Place,
  { mark, hasTags }: { mark: JobMark; hasTags: boolean },
): Promise<void> {
  try {
    await patchTags(context, { client, dataset }, async () => {
      const change = [changeToSet(mark)];
      return hasTags ? change : withTags((await client.datasets.get(dataset))?.tags, change);
    });
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new AepError({
      ...error,
      operation: `Tagging dataset ${dataset} for ${context.subject}`,
      remedy:
        "The provider writes a tag into the dataset before it starts a job, so that an interrupted run never exports twice. " +
        "Allow the credentials to manage datasets in the sandbox.",
    });
  }
}

/** Removes a mark. A mark that is gone already, perhaps with its dataset, is no error. */
export async function removeMark(context: OwnerContext, place: Place, key: string): Promise<void> {
  try {
    await patchTags(context, place, () => Promise.resolve([changeToRemove(key)]));
  } catch (error) {
    if (isForbidden(error)) {
      context.log(
        `The tag of ${context.subject} stays in dataset ${place.dataset} (${error.status}). If the job is declared again, it is resumed and ` +
          "not exported anew; change its triggers then.",
      );
    } else if (!isNothingToRemove(error)) throw error;
  }
}

/**
 * The key of the mark of the job in a state. States of version 0.1.0 hold another digest in its
 * place.
 */
export const keyInState = ({ mark, stackId, owner = "" }: ExportJobState): string | undefined =>
  mark === undefined || stackId !== undefined ? mark : formerKeyOf(owner);

/**
 * Writes the mark of a job anew after the resource or its stack was renamed, and returns the key of
 * the new mark. A job without a mark, such as version 0.1.0 started, gets one.
 */
export async function moveMark(
  context: OwnerContext,
  client: AepClient,
  state: ExportJobState,
): Promise<string | undefined> {
  const { owner } = context;
  const place = { client, dataset: state.dataset };
  const dataset = await client.datasets.get(state.dataset);
  if (dataset === undefined) return state.mark;
  const former = keyInState(state);
  const key = movedKeyOf(owner, former ?? "");
  const since = marksOf(dataset).find((mark) => mark.key === former)?.since ?? (state.creationTime ?? 0) - 1;
  const mark = { key, owner, body: bodyOf(state), since };
  await setMark(context, place, { mark, hasTags: dataset.tags !== undefined });
  if (former !== undefined && former !== key) await removeMark(context, place, former);
  return key;
}

/** Changes tags. Changes of one dataset are made one at a time, so that none overwrites another. */
async function patchTags(
  context: OwnerContext,
  { client, dataset }: Place,
  changes: () => Promise<JsonPatch>,
): Promise<void> {
  await inTurn(context.run, `tags of ${dataset}`, () =>
    repeatWhileUnknown(context, { client, dataset }, async () =>
      client.datasets.update(dataset, await changes()),
    ),
  );
}

const isForbidden = (error: unknown): error is AepError =>
  error instanceof AepError && error.kind === "forbidden";

const isNothingToRemove = (error: unknown): boolean =>
  error instanceof AepError && (error.kind === "invalid" || error.kind === "notFound");
