import { isDeepStrictEqual } from "node:util";
import type { SegmentDefinition } from "../../contract/segments";
import { AepError, type AepClient } from "../aep";
import { atMostOnce } from "../atMostOnce/make";
import { isKept, keep, noteStateObject, stateObjectOf } from "../atMostOnce/stateObjects";
import { isUnknown } from "../inputs/unknown";
import type { Lifecycle, OwnerContext } from "../lifecycle/lifecycle";
import { refuseAnotherStack, type OwnedObject } from "../ownership/anotherStack";
import { adopt } from "./adopt";
import { segmentDefinitionCheck } from "./check";
import { importSegment } from "./import";
import { normaliseSegmentDefinition } from "./inputs";
import { isMarkedFor, markedOwner } from "../ownership/descriptionMark";
import { nameTaken, refuseTakenName, segmentNamed } from "./names";
import { previewSegment } from "./preview";
import { inputsOf, requestOf, type SegmentDefinitionState } from "./state";
import { isNameTaken, write } from "./write";

const updating = [
  "name",
  "description",
  "expression",
  "schemaName",
  "mergePolicyId",
  "evaluation",
  "owner",
  "stackId",
] as const;

/**
 * The lifecycle of an `aep.SegmentDefinition`, a segment definition of the Segmentation API,
 * `/data/core/ups/segment/definitions`.
 */
export const segmentDefinitionLifecycle: Lifecycle<SegmentDefinitionState, SegmentDefinitionState> = {
  noun: "segment definition",

  check: (news) => ({ failures: segmentDefinitionCheck().checkSegmentDefinition(news) }),

  async diff({ client: configured, run, owner }, { id, state }, news) {
    const client = configured.inSandbox(state.sandboxName);
    noteStateObject(run, owner.urn, { id });
    const [old, now] = [normaliseSegmentDefinition(state), normaliseSegmentDefinition(news)];
    const changed = (key: keyof SegmentDefinitionState): boolean => !isDeepStrictEqual(old[key], now[key]);
    const replaces: string[] = changed("sandboxName") ? ["sandboxName"] : [];
    const adopted = [undefined, id, state.adopt, state.name];
    if (!adopted.includes(news.adopt)) replaces.push("adopt");
    // If a replacement was killed, the state may still list this same definition for deletion.
    else if (news.adopt !== undefined && replaces.length === 0) keep({ run, client }, id);
    if (changed("name") && !isUnknown(news.name) && replaces.length === 0)
      await refuseTakenName(client, run, { owner, name: news.name, id });
    return { changes: replaces.length > 0 || updating.some(changed), replaces };
  },

  async create(context, inputs) {
    const client = context.client.inSandbox(inputs.sandboxName);
    const { adopt: existing } = inputs;
    const id =
      existing === undefined
        ? await createOnce(client, context, inputs)
        : await adopt(client, context, { ...inputs, adopt: existing });
    noteStateObject(context.run, context.owner.urn, { id });
    return { id, state: inputs };
  },

  async read({ client: configured }, { id, state }) {
    const sandboxName = state.sandboxName ?? configured.sandboxName;
    const found = await configured.inSandbox(sandboxName).segments.get(id);
    if (found === undefined) return undefined;
    const inputs: SegmentDefinitionState = { ...state, ...inputsOf(found, state), sandboxName };
    return { id, inputs, state: inputs };
  },

  async update(context, { id, state }, news) {
    const client = context.client.inSandbox(state.sandboxName);
    const there = await client.segments.get(id);
    if (there === undefined) throw gone(client, id);
    const names = [state, news].map(({ owner = "", stackId }) => ({ urn: owner, stackId }));
    refuseAnotherStack("Updating", ownedObject(there), names);
    await write(client, context, { there, inputs: news });
    return news;
  },

  async delete({ client: configured, run, owner }, { id, state }) {
    const client = configured.inSandbox(state.sandboxName);
    // A replacement may have gone on with the definition of the resource that it replaces.
    if (isKept({ run, client }, id)) return;
    const there = await client.segments.get(id);
    if (there === undefined) return;
    refuseAnotherStack("Deleting", ownedObject(there), [owner]);
    await client.segments.delete(id).catch((error: unknown) => {
      throw inUse(error);
    });
  },

  defaults: (name) => ({ name }),
  preview: previewSegment,
  import: importSegment,
};

/**
 * Creates the definition. Names are unique, so nothing is looked up before the POST: AEP refuses a
 * second one, and the mark of the one that is there tells whose it is.
 */
async function createOnce(
  client: AepClient,
  context: OwnerContext,
  inputs: SegmentDefinitionState,
): Promise<string> {
  const { owner } = context;
  const there = await atMostOnce(context, {
    make: () =>
      client.segments.create(requestOf(inputs)).catch((error: unknown) => {
        if (!isNameTaken(error)) throw error;
        return ownOfTakenName(client, context, { name: inputs.name, refusal: error });
      }),
    look: async () => {
      const found = await segmentNamed(client, inputs.name);
      return found !== undefined && isMarkedFor(found, owner) ? found : undefined;
    },
  });
  keep({ run: context.run, client }, there.id);
  await write(client, context, { there, inputs });
  return there.id;
}

/** Milliseconds to wait for AEP's lists to show a definition that AEP says exists. */
const listDelays = [0, 2_000, 4_000];

/** The definition that has the name, if an interrupted run made it for the resource. */
async function ownOfTakenName(
  client: AepClient,
  { owner, run, subject, log, sleep }: OwnerContext,
  { name, refusal }: { name: string; refusal: unknown },
): Promise<SegmentDefinition> {
  for (const delay of listDelays) {
    await sleep(delay);
    const found = await segmentNamed(client, name);
    if (found === undefined) continue;
    if (!isMarkedFor(found, owner)) throw nameTaken({ owner, name }, found);
    if (stateObjectOf(run, owner.urn)?.id !== found.id)
      log(`Resuming with segment definition ${found.id}, made for ${subject} by a run that was interrupted.`);
    return found;
  }
  throw refusal;
}

const ownedObject = (segment: SegmentDefinition): OwnedObject => ({
  noun: "segment definition",
  id: segment.id,
  written: markedOwner(segment),
  says: "its description says",
});

const gone = (client: AepClient, id: string): AepError =>
  new AepError({
    kind: "notFound",
    operation: `Updating segment definition ${id}`,
    reason: `sandbox ${client.sandboxName} has no such segment definition`,
    outcome: "rejected",
    remedy: "If it was deleted by hand, run `pulumi refresh`.",
  });

/** Adds the way out to a refusal to delete: AEP keeps definitions that others use. */
function inUse(error: unknown): unknown {
  if (!(error instanceof AepError) || !["invalid", "conflict"].includes(error.kind)) return error;
  return new AepError({
    ...error,
    reason: error.reason,
    operation: error.operation,
    remedy:
      "AEP keeps a segment that a destination activates or another segment refers to: end that use first. " +
      "To keep the segment, set the option retainOnDelete: true, or take it out of the state with `pulumi state delete`.",
  });
}
