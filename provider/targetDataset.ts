import { isDeepStrictEqual } from "node:util";
import type { AepClient } from "./aep";
import { atMostOnce } from "./atMostOnce";
import { targetDatasetCheck } from "./checks";
import { adopted, claim, isAdopted } from "./claims";
import { inputsOf, replacing, requestOf, type TargetDatasetState } from "./datasetShape";
import { adopt, bringUpToDate, findLeftover, unclaimed } from "./datasetTakeover";
import { refuseToLoseData } from "./holdings";
import type { Context, Lifecycle } from "./lifecycle";
import { withoutOwnership } from "./ownership";
import { stopStrayJobs } from "./strayJobs";
import { normaliseTargetDataset } from "./targetDatasetInputs";
import { hasUnknown } from "./unknown";

const updating = ["name", "description", "tags", "forceDestroy", "owner"] as const;

/** The life of an `aep.TargetDataset`: a dataset of the Catalog API, `/data/foundation/catalog/dataSets`. */
export const targetDatasetLifecycle: Lifecycle<TargetDatasetState, TargetDatasetState> = {
  noun: "target dataset",

  check: (news) => ({ failures: targetDatasetCheck().checkTargetDataset(news) }),

  async diff(context, known, news) {
    const client = context.client.inSandbox(known.state.sandboxName);
    claim({ run: context.run, client }, known.id, context.urn, known.state.owner);
    const [old, now] = [normaliseTargetDataset(known.state), normaliseTargetDataset(news)];
    const changed = (key: keyof TargetDatasetState): boolean => !isDeepStrictEqual(old[key], now[key]);
    const replaces: string[] = replacing.filter(changed);
    if (news.adopt !== undefined && news.adopt !== known.id) replaces.push("adopt");
    // A killed replacement by itself leaves an entry to be deleted, of the very dataset that stays.
    if (news.adopt === known.id && replaces.length === 0) adopted({ run: context.run, client }, known.id);
    // What is not known yet may turn out to be no change.
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
    claim({ run: context.run, client }, id, context.urn);
    context.run.fresh.add(id);
    return { id, state: inputs };
  },

  async read(context, { id, state }) {
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const client = context.client.inSandbox(sandboxName);
    claim({ run: context.run, client }, id);
    const dataset = await client.datasets.get(id);
    if (dataset === undefined) return undefined;
    // Read by id alone, the resource shows all there is; declared, what it has a say in.
    const declared = state.name === undefined ? { tags: withoutOwnership(dataset.tags) } : state;
    const inputs = { ...state, ...inputsOf(dataset, declared), sandboxName } as TargetDatasetState;
    return { id, inputs, state: inputs };
  },

  async update(context, { id, state }, news) {
    await bringUpToDate(context.client.inSandbox(state.sandboxName), { id, old: state, news });
    return news;
  },

  async delete(context, known) {
    const client = context.client.inSandbox(known.state.sandboxName);
    // A forced replacement may take over the very dataset that it replaces, which then stays.
    if (isAdopted({ run: context.run, client }, known.id)) return;
    await stopStrayJobs(context, known);
    await refuseToLoseData(context, known, "Deleting");
    await client.datasets.delete(known.id);
  },
};

async function createOnce(client: AepClient, context: Context, inputs: TargetDatasetState): Promise<string> {
  const { urn } = context;
  if (urn === undefined) return client.datasets.create(requestOf(inputs));
  const before = new Set((await unclaimed(client, context, { urn })).map(({ id }) => id));
  return atMostOnce(context, {
    make: () => client.datasets.create(requestOf(inputs)),
    look: async () =>
      (await unclaimed(client, context, { urn, again: true })).find(({ id }) => !before.has(id))?.id,
  });
}
