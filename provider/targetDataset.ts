import { isDeepStrictEqual } from "node:util";
import type { Dataset, DatasetRequest, JsonPatch, Tags } from "../contract/catalog";
import { AepError, type AepClient } from "./aep";
import type { Context, Known, Lifecycle } from "./lifecycle";
import { findOwned, ownerOf, ownershipTags, urnTag, withoutOwnership } from "./ownership";
import {
  checkTargetDataset,
  normaliseTargetDataset,
  parquetFiles,
  profileUnionSchema,
  type TargetDatasetInputs,
} from "./targetDatasetInputs";

/** What the state keeps of a target dataset: its inputs, with the sandbox always named. */
export interface TargetDatasetState extends TargetDatasetInputs {
  sandboxName: string;
  /** URN of the resource, which its ownership tags say too. */
  owner?: string;
}

const replacing = ["schemaRef", "fileDescription", "sandboxName"] as const;
const updating = ["name", "description", "tags", "forceDestroy", "owner"] as const;

/** The life of an `aep.TargetDataset`: a dataset of the Catalog API, `/data/foundation/catalog/dataSets`. */
export const targetDatasetLifecycle: Lifecycle<TargetDatasetState, TargetDatasetState> = {
  noun: "target dataset",

  check: (news) => ({ failures: checkTargetDataset(news) }),

  async diff(context, known, news) {
    context.run.claimed.add(known.id);
    const [old, now] = [normaliseTargetDataset(known.state), normaliseTargetDataset(news)];
    const changed = (key: keyof TargetDatasetState): boolean => !isDeepStrictEqual(old[key], now[key]);
    const replaces: string[] = replacing.filter(changed);
    if (news.adopt !== undefined && news.adopt !== known.id) replaces.push("adopt");
    if (replaces.length > 0) await refuseToLoseData(context, known);
    return { changes: replaces.length > 0 || updating.some(changed), replaces };
  },

  async create(context, inputs) {
    const client = context.client.inSandbox(inputs.sandboxName);
    const existing = inputs.adopt ?? (await findLeftover(client, context, inputs));
    if (existing !== undefined) {
      await takeOver(client, context, { id: existing, inputs });
      return { id: existing, state: inputs };
    }
    const id = await createOnce(client, context, inputs);
    context.run.claimed.add(id);
    context.run.fresh.add(id);
    return { id, state: inputs };
  },

  async read(context, { id, state }) {
    context.run.claimed.add(id);
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const dataset = await context.client.inSandbox(sandboxName).datasets.get(id);
    if (dataset === undefined) return undefined;
    // Read by id alone, the resource shows all there is; declared, what it has a say in.
    const declared = state.name === undefined ? { tags: withoutOwnership(dataset.tags) } : state;
    const inputs = { ...state, ...inputsOf(dataset, declared), sandboxName } as TargetDatasetState;
    return { id, inputs, state: inputs };
  },

  async update(context, { id, state }, news) {
    const patch = changesBetween(state, news);
    if (patch.length > 0) await context.client.inSandbox(state.sandboxName).datasets.update(id, patch);
    return news;
  },

  async delete(context, known) {
    // A forced replacement of an empty dataset finds that dataset itself: it stays, as what replaces it.
    if (context.run.adopted.has(known.id)) return;
    await refuseToLoseData(context, known);
    await context.client.inSandbox(known.state.sandboxName).datasets.delete(known.id);
  },
};

/** Repeats a POST whose answer was lost only after having looked for what it made. */
async function createOnce(client: AepClient, context: Context, inputs: TargetDatasetState): Promise<string> {
  try {
    return await client.datasets.create(requestOf(inputs));
  } catch (error) {
    if (!(error instanceof AepError) || error.outcome !== "unknown" || context.urn === undefined) throw error;
    const [made] = await unclaimed(client, context, { urn: context.urn, again: true });
    if (made === undefined) throw error;
    return made.id;
  }
}

/** The id of a dataset that an interrupted run made for this resource. */
async function findLeftover(
  client: AepClient,
  context: Context,
  inputs: TargetDatasetState,
): Promise<string | undefined> {
  if (context.urn === undefined) return undefined;
  for (const { id, dataset } of await unclaimed(client, context, { urn: context.urn })) {
    // One that holds data has been exported to, so it is no leftover of a run that got no further than making it.
    if (!isReplacedBy(dataset, inputs) && (await batchCount(client, id)) === 0) {
      context.run.adopted.add(id);
      context.log(`Taking over dataset ${id}, which an interrupted run made for ${context.subject}.`);
      return id;
    }
  }
  return undefined;
}

/** Whether the dataset differs from the inputs in what cannot be changed. */
function isReplacedBy(dataset: Dataset, inputs: TargetDatasetState): boolean {
  const there = normaliseTargetDataset({ ...inputs, ...inputsOf(dataset, inputs) });
  const wanted = normaliseTargetDataset(inputs);
  return replacing.some((key) => !isDeepStrictEqual(there[key], wanted[key]));
}

/** Makes an existing dataset the resource's own: brings it to what the program says and tags it. */
async function takeOver(
  client: AepClient,
  { run, urn }: Context,
  { id, inputs }: { id: string; inputs: TargetDatasetState },
): Promise<void> {
  const dataset = await client.datasets.get(id);
  const refusal = { kind: "conflict", operation: `Taking over dataset ${id}`, outcome: "rejected" } as const;
  if (dataset === undefined) {
    throw new AepError({
      ...refusal,
      reason: `sandbox ${client.sandboxName} has no such dataset`,
      remedy: "Check the id in adopt and the sandbox.",
    });
  }
  if (isReplacedBy(dataset, inputs)) {
    throw new AepError({
      ...refusal,
      reason: `its schema or file description is not the declared one (its schema is ${dataset.schemaRef?.id})`,
      remedy:
        "Declare schemaRef and fileDescription as the dataset has them, or leave adopt out to make a new one.",
    });
  }
  const owner = ownerOf(dataset);
  if (owner !== undefined && owner !== urn) {
    throw new AepError({
      ...refusal,
      reason: `it is owned by ${owner}`,
      remedy:
        "Two resources must not own one dataset: refer to it by its id. If that resource is no more, remove the " +
        `dataset's tag ${urnTag}.`,
    });
  }
  run.claimed.add(id);
  const found: TargetDatasetState = { ...inputs, ...inputsOf(dataset, inputs), owner };
  const patch = changesBetween(found, inputs);
  if (patch.length > 0) await client.datasets.update(id, patch);
}

async function unclaimed(
  client: AepClient,
  { run }: Context,
  { urn, again }: { urn: string; again?: boolean },
): Promise<{ id: string; dataset: Dataset }[]> {
  const owned = await findOwned(client, { run, urn, again });
  return owned.filter(({ id }) => !run.claimed.has(id));
}

function requestOf(inputs: TargetDatasetState): DatasetRequest {
  const { name, description, schemaRef, fileDescription } = inputs;
  return {
    name,
    description,
    schemaRef: schemaRef ?? profileUnionSchema,
    fileDescription: { ...parquetFiles, ...fileDescription },
    tags: allTags(inputs),
  };
}

/**
 * A dataset as inputs would say it. What AEP or others add is no change: tags count in the namespaces that the program
 * names, and the schema by its id.
 */
function inputsOf(dataset: Dataset, declared: Partial<TargetDatasetInputs>): Partial<TargetDatasetInputs> {
  const tags = Object.entries(dataset.tags ?? {}).filter(([namespace]) => namespace in (declared.tags ?? {}));
  const sameSchema = dataset.schemaRef?.id === (declared.schemaRef ?? profileUnionSchema).id;
  const { persisted, containerFormat, format } = { ...parquetFiles, ...dataset.fileDescription };
  const sameFiles = isDeepStrictEqual(
    { persisted, containerFormat, format },
    { ...parquetFiles, ...declared.fileDescription },
  );
  return {
    name: dataset.name,
    description: dataset.description || undefined,
    tags: tags.length > 0 ? Object.fromEntries(tags) : undefined,
    schemaRef: sameSchema ? declared.schemaRef : dataset.schemaRef,
    fileDescription: sameFiles ? declared.fileDescription : { persisted, containerFormat, format },
  };
}

function changesBetween(old: TargetDatasetState, news: TargetDatasetState): JsonPatch {
  const fields = (["name", "description"] as const).map((key) => operation(`/${key}`, old[key], news[key]));
  const [oldTags, newTags] = [allTags(old), allTags(news)];
  const tags = Object.keys({ ...oldTags, ...newTags }).map((namespace) =>
    operation(`/tags/${pointerToken(namespace)}`, oldTags[namespace], newTags[namespace]),
  );
  return [...fields, ...tags].filter((change) => change !== undefined);
}

function operation(path: string, from: unknown, to: unknown): JsonPatch[number] | undefined {
  if (isDeepStrictEqual(from, to)) return undefined;
  if (to === undefined) return { op: "remove", path };
  return { op: "add", path, value: to };
}

const allTags = ({ tags, owner }: TargetDatasetState): Tags => ({
  ...tags,
  ...(owner !== undefined && ownershipTags(owner)),
});

const pointerToken = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

async function refuseToLoseData(
  { client }: Context,
  { id, state }: Known<TargetDatasetState>,
): Promise<void> {
  if (state.forceDestroy) return;
  const count = await batchCount(client.inSandbox(state.sandboxName), id);
  if (count === 0) return;
  throw new AepError({
    kind: "conflict",
    operation: `Deleting dataset ${id}`,
    reason: `it holds ${count === 1 ? "a batch" : `${count} batches`} of data, which would be deleted with it`,
    outcome: "rejected",
    remedy:
      "To delete it all the same, set forceDestroy: true and run `pulumi up` once before; " +
      "to keep it, set the option retainOnDelete: true, or take it out of the state with `pulumi state delete`.",
  });
}

/** Batches that hold data, or may come to. */
async function batchCount(client: AepClient, dataSet: string): Promise<number> {
  const empty = new Set(["failed", "failure", "aborted", "abandoned", "inactive", "deleted"]);
  let count = 0;
  for await (const { batch } of client.batches.list({ dataSet }))
    if (!empty.has(batch.status ?? "")) count += 1;
  return count;
}
