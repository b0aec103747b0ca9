import type { DatasetExpiration } from "../../contract/expirations";
import { AepError, type AepClient } from "../aep";
import { repeatWhileUnknown } from "../atMostOnce/freshDatasets";
import { atMostOnce } from "../atMostOnce/make";
import { isKept, keep, noteStateObject } from "../atMostOnce/stateObjects";
import { conflict } from "../lifecycle/conflict";
import type { Lifecycle, OwnerContext } from "../lifecycle/lifecycle";
import { hasUnknown } from "../inputs/unknown";
import { refuseAnotherStack, type OwnedObject } from "../ownership/anotherStack";
import { datasetExpirationCheck } from "./check";
import { faultOfDate, instantMs, instantOf, wantedMs } from "./date";
import { endInWords, hasExpired, refuseUnlessAdoptable } from "./lookup";
import { isMarkedFor, markedOwner } from "../ownership/descriptionMark";
import { importExpiration } from "./import";
import { previewExpiration } from "./preview";
import {
  declarationOf,
  expirationAnswers,
  replacing,
  requestOf,
  stateOf,
  type DatasetExpirationDeclaration,
  type DatasetExpirationState,
} from "./state";

const updating = ["displayName", "description", "owner", "stackId", "expiry", "retention", "adopt"] as const;

/**
 * The lifecycle of an `aep.DatasetExpiration`, an expiration of the Data Hygiene API,
 * `/data/core/hygiene/ttl`. AEP keeps at most one for each dataset, so a lost answer or a kill cannot
 * leave a second one.
 */
export const datasetExpirationLifecycle: Lifecycle<DatasetExpirationDeclaration, DatasetExpirationState> = {
  noun: "dataset expiration",

  check: (news) => ({ failures: datasetExpirationCheck().checkDatasetExpiration(news) }),

  async diff(context, { id, state }, news) {
    const { run, owner, now } = context;
    const client = context.client.inSandbox(state.sandboxName);
    noteStateObject(run, owner.urn, { id });
    const replaces: string[] = replacing.filter((key) => state[key] !== news[key]);
    if (news.adopt !== undefined && news.adopt !== id) replaces.push("adopt");
    if (news.adopt === id && replaces.length === 0) keep({ run, client }, id);
    const moves =
      hasUnknown([news.expiry, news.retention]) ||
      wantedMs(news, state.createdAt) !== instantMs(state.expiresAt);
    if (replaces.length === 0 && now() >= instantMs(state.expiresAt)) await tellEnd(client, context, id);
    else if (replaces.length === 0 && moves && !hasUnknown([news.expiry, news.retention]))
      refuseNearDate(news, { created: state.createdAt, now: now(), id });
    const changed = updating.some((key) => (state[key] ?? "") !== (news[key] ?? ""));
    return { changes: replaces.length > 0 || moves || changed, replaces };
  },

  async create(context, inputs) {
    const { run, owner, log, subject, now } = context;
    const client = context.client.inSandbox(inputs.sandboxName);
    const created = instantOf(now());
    const found = await client.expirations.get(inputs.dataset);
    const existing = found?.status === "cancelled" ? undefined : found;
    if (existing !== undefined && hasExpired(existing) && isMarkedFor(existing, owner)) {
      log(
        `${endInWords(existing)}. Take ${subject} and the dataset out of the program, or declare a new dataset.`,
      );
      return { id: existing.ttlId, state: stateOf(inputs, existing, created) };
    }
    refuseNearDate(inputs, { created, now: now() });
    if (existing === undefined && inputs.adopt !== undefined) throw nothingToAdopt(inputs, found);
    const expiration = existing
      ? await takeOver(client, context, { existing, inputs, created })
      : await createOnce(client, context, { inputs, created });
    noteStateObject(run, owner.urn, { id: expiration.ttlId });
    return { id: expiration.ttlId, state: stateOf(inputs, expiration, created) };
  },

  async read(context, { id, state }) {
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const expiration = await context.client.inSandbox(sandboxName).expirations.get(id);
    if (expiration === undefined || expiration.status === "cancelled") return undefined;
    if (hasExpired(expiration)) {
      context.log(`${endInWords(expiration)}.`);
      return undefined;
    }
    const { owner, stackId, createdAt = instantOf(context.now()) } = state;
    const inputs = { ...declarationOf(expiration, state), sandboxName, owner, stackId };
    return { id, inputs, state: stateOf(inputs, expiration, createdAt) };
  },

  async update(context, { id, state }, news) {
    const client = context.client.inSandbox(state.sandboxName);
    const existing = await client.expirations.get(id);
    if (existing === undefined) throw gone(id, "AEP does not know it");
    if (hasExpired(existing)) throw gone(id, endInWords(existing));
    if (existing.status === "cancelled") throw gone(id, "it was cancelled in AEP");
    const before = { urn: state.owner ?? "", stackId: state.stackId };
    refuseAnotherStack("Updating", ownedObject(existing), [context.owner, before]);
    const { createdAt } = state;
    return stateOf(
      news,
      await write(client, context, { existing, inputs: news, created: createdAt }),
      createdAt,
    );
  },

  async delete(context, { id, state }) {
    const client = context.client.inSandbox(state.sandboxName);
    // A replacement may have taken over the expiration of the resource that it replaces.
    if (isKept({ run: context.run, client }, id)) return;
    const existing = await client.expirations.get(id);
    if (existing?.status !== "pending") return;
    refuseAnotherStack("Deleting", ownedObject(existing), [context.owner]);
    try {
      await client.expirations.cancel(id);
    } catch (error) {
      // AEP refuses to cancel what is pending no more, also after the lost answer to a first try.
      if (!(error instanceof AepError) || error.kind !== "invalid") throw error;
      if ((await client.expirations.get(id))?.status === "pending") throw error;
    }
  },

  defaults: (name) => ({ displayName: name }),
  answers: expirationAnswers,
  preview: previewExpiration,
  import: importExpiration,
};

interface Setting {
  inputs: DatasetExpirationDeclaration;
  /** When the resource was created. */
  created: string;
}

/** Sets the expiration of a dataset that has none. */
async function createOnce(
  client: AepClient,
  context: OwnerContext,
  { inputs, created }: Setting,
): Promise<DatasetExpiration> {
  const { owner } = context;
  const request = requestOf(inputs, { owner, created });
  const look = async (): Promise<DatasetExpiration | undefined> => {
    const found = await client.expirations.get(inputs.dataset);
    return found?.status === "pending" && isMarkedFor(found, owner) ? found : undefined;
  };
  try {
    return await atMostOnce(context, {
      make: () =>
        repeatWhileUnknown(context, { client, dataset: inputs.dataset }, () =>
          client.expirations.create(request),
        ),
      look,
    });
  } catch (error) {
    if (!(error instanceof AepError) || error.kind !== "invalid") throw error;
    // Somebody may have set one since it was looked for.
    const found = await client.expirations.get(inputs.dataset);
    if (found === undefined || found.status === "cancelled") throw error;
    return takeOver(client, context, { existing: found, inputs, created });
  }
}

/** Goes on with an expiration that an interrupted run has left, or that the program adopts. */
async function takeOver(
  client: AepClient,
  context: OwnerContext,
  { existing, inputs, created }: Setting & { existing: DatasetExpiration },
): Promise<DatasetExpiration> {
  const { owner, run, log, subject } = context;
  if (isMarkedFor(existing, owner) && !hasExpired(existing)) {
    if (inputs.adopt === undefined)
      log(`Resuming with expiration ${existing.ttlId}, made for ${subject} by a run that was interrupted.`);
  } else refuseUnlessAdoptable(existing, { adopt: inputs.adopt, owner });
  keep({ run, client }, existing.ttlId);
  return write(client, context, { existing, inputs, created });
}

/** Changes a pending expiration to what the program says. */
async function write(
  client: AepClient,
  { owner }: OwnerContext,
  { existing, inputs, created }: Setting & { existing: DatasetExpiration },
): Promise<DatasetExpiration> {
  const { expiry, displayName, description } = requestOf(inputs, { owner, created });
  const moves = instantMs(existing.expiry) !== instantMs(expiry);
  if (!moves && existing.displayName === displayName && existing.description === description) return existing;
  // AEP refuses a date that is near, even if it stays.
  const change = { ...(moves && { expiry }), displayName, description };
  return client.expirations.update(existing.ttlId, change);
}

/** Tells what became of the dataset after its date. The dataset is the user's to take out of the program. */
async function tellEnd(client: AepClient, { log }: OwnerContext, id: string): Promise<void> {
  const expiration = await client.expirations.get(id).catch(() => undefined);
  if (expiration !== undefined && hasExpired(expiration))
    log(
      `${endInWords(expiration)}. Run \`pulumi refresh\` to take both out of the state; the next \`pulumi up\` makes them anew unless the program leaves them out.`,
    );
}

function refuseNearDate(
  inputs: DatasetExpirationDeclaration,
  { created, now, id }: { created: string; now: number; id?: string },
): void {
  const reason = faultOfDate(inputs, { created, now });
  if (reason === undefined) return;
  const operation =
    id === undefined ? `Creating expiration of dataset ${inputs.dataset}` : `Updating expiration ${id}`;
  throw conflict({ kind: "invalid", operation, reason });
}

const ownedObject = (expiration: DatasetExpiration): OwnedObject => ({
  noun: "expiration",
  id: expiration.ttlId,
  written: markedOwner(expiration),
  says: "its description says",
});

const nothingToAdopt = (
  { adopt, dataset }: DatasetExpirationDeclaration,
  found?: DatasetExpiration,
): AepError =>
  conflict({
    kind: "notFound",
    operation: `Taking over expiration ${adopt}`,
    reason: found
      ? `${found.ttlId} of dataset ${dataset} was cancelled`
      : `dataset ${dataset} has no expiration`,
    remedy: "Check the ids and the sandbox, or remove adopt to set a new expiration.",
  });

const gone = (id: string, reason: string): AepError =>
  conflict({
    operation: `Updating expiration ${id}`,
    reason,
    remedy: "Run `pulumi refresh`, then `pulumi up`.",
  });
