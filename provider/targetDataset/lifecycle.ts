import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../../contract/catalog";
import type { AepClient } from "../aep";
import { atMostOnce } from "../atMostOnce/make";
import { targetDatasetCheck } from "./check";
import { inputsOf, replacing, requestOf, type TargetDatasetState } from "./state";
import { adopt } from "./adopt";
import { importDataset } from "./import";
import { previewDataset } from "./preview";
import { findLeftover, datasetsNotInState } from "./leftover";
import { refuseAnotherStack } from "../ownership/anotherStack";
import { ownedDataset, updateDataset } from "./update";
import { noteFresh } from "../atMostOnce/freshDatasets";
import { refuseToLoseData } from "./dataLoss";
import type { Context, Lifecycle, OwnerContext } from "../lifecycle/lifecycle";
import { stackOf } from "../ownership/identity";
import { datasetsOfStack, datasetsTaggedBy, withoutOwnership } from "../ownership/tags";
import { isKept, keep, noteStateObject } from "../atMostOnce/stateObjects";
import { stopStrayJobs } from "./strayJobs";
import { normaliseTargetDataset } from "./inputs";
import { hasUnknown } from "../inputs/unknown";

const updating = ["name", "description", "tags", "forceDestroy", "owner", "stackId"] as const;

/**
 * The lifecycle of an `aep.TargetDataset`, a dataset of the Catalog API,
 * `/data/foundation/catalog/dataSets`.
 */
export const targetDatasetLifecycle: Lifecycle<TargetDatasetState, TargetDatasetState> = {
  noun: "target dataset",

  check: (news) => ({ failures: targetDatasetCheck().checkTargetDataset(news) }),

  async diff(context, known, news) {
    const client = context.client.inSandbox(known.state.sandboxName);
    noteStateObject(context.run, context.owner.urn, { id: known.id });
    const [old, now] = [normaliseTargetDataset(known.state), normaliseTargetDataset(news)];
    const changed = (key: keyof TargetDatasetState): boolean => !isDeepStrictEqual(old[key], now[key]);
    const replaces: string[] = replacing.filter(changed);
    if (news.adopt !== undefined && news.adopt !== known.id) replaces.push("adopt");
    // If a replacement was killed, the state may still list this same dataset for deletion.
    if (news.adopt === known.id && replaces.length === 0) keep({ run: context.run, client }, known.id);
    // An input that is not known yet may turn out to be unchanged.
    if (replaces.some((key) => !hasUnknown(news[key as keyof TargetDatasetState]))) {
      await refuseToLoseData(context, known, "Replacing");
    }
    return { changes: replaces.length > 0 || updating.some(changed), replaces };
  },

  async create(context, inputs) {
    const client = context.client.inSandbox(inputs.sandboxName);
    const existing = inputs.adopt ?? (await findLeftover(client, context, inputs));
    if (existing !== undefined) {
      await adopt(client, context, { id: existing, inputs });
      return { id: existing, state: inputs };
    }
    const id = await createOnce(client, context, inputs);
    noteStateObject(context.run, context.owner.urn, { id });
    noteFresh(context, id);
    return { id, state: inputs };
  },

  async read(context, { id, state }) {
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const client = context.client.inSandbox(sandboxName);
    const dataset = (await client.datasets.get(id)) ?? (await listedDataset(client, context, id));
    if (dataset === undefined) return undefined;
    // A dataset that is read by its id has all its tags; a declared one, those in declared
    // namespaces.
    const declared = state.name === undefined ? { tags: withoutOwnership(dataset.tags) } : state;
    const inputs = { ...state, ...inputsOf(dataset, declared), sandboxName } as TargetDatasetState;
    return { id, inputs, state: inputs };
  },

  async update(context, { id, state }, news) {
    await updateDataset(context.client.inSandbox(state.sandboxName), { id, old: state, news });
    return news;
  },

  async delete(context, known) {
    const client = context.client.inSandbox(known.state.sandboxName);
    // A replacement may have adopted the dataset of the resource that it replaces. That dataset
    // stays.
    if (isKept({ run: context.run, client }, known.id)) return;
    await refuseDeletingForAnotherStack(client, context, known.id);
    await stopStrayJobs(context, known);
    await refuseToLoseData(context, known, "Deleting");
    await client.datasets.delete(known.id);
  },

  defaults: (name) => ({ name }),
  preview: previewDataset,
  import: importDataset,
};

async function createOnce(
  client: AepClient,
  context: OwnerContext,
  inputs: TargetDatasetState,
): Promise<string> {
  const before = new Set((await datasetsNotInState(client, context)).own.map(({ id }) => id));
  return atMostOnce(context, {
    make: () => client.datasets.create(requestOf(inputs)),
    look: async () => {
      const { own } = await datasetsNotInState(client, context, { again: true });
      return own.find(({ id }) => !before.has(id))?.id;
    },
  });
}

/**
 * Finds a dataset that AEP lists by its tags, although it does not know its id: some of its
 * services lag behind others.
 */
async function listedDataset(
  client: AepClient,
  { run, owner, log, subject }: Context & Partial<OwnerContext>,
  id: string,
): Promise<Dataset | undefined> {
  if (owner === undefined) return undefined;
  const listed = await datasetsOfStack(client, { run, owner });
  const found = listed.find((dataset) => dataset.id === id);
  if (found !== undefined)
    log(`AEP does not know dataset ${id} of ${subject} by its id, but lists it; it is kept.`);
  return found;
}

/**
 * Throws an error if another stack has the dataset. One list of datasets, those tagged with the id of
 * this stack, serves all deletions of a run; a dataset that it lacks is read by its id.
 */
async function refuseDeletingForAnotherStack(
  client: AepClient,
  { run, owner }: OwnerContext,
  id: string,
): Promise<void> {
  const listed = await datasetsTaggedBy(client, { run, stack: owner.stackId ?? stackOf(owner.urn) });
  const dataset = listed.find((each) => each.id === id) ?? (await client.datasets.get(id));
  if (dataset !== undefined) refuseAnotherStack("Deleting", ownedDataset(dataset), [owner]);
}
