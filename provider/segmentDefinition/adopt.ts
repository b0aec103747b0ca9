import type { SegmentDefinition } from "../../contract/segments";
import { AepError, type AepClient } from "../aep";
import { keep } from "../atMostOnce/stateObjects";
import { inTurn } from "../atMostOnce/turns";
import { conflict } from "../lifecycle/conflict";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { mayTakeOver, type Owner } from "../ownership/identity";
import { markedOwner } from "../ownership/descriptionMark";
import { segmentNamed, wayOut } from "./names";
import type { SegmentDefinitionState } from "./state";
import { write } from "./write";

/** Gives an existing definition to the resource, and writes what the program says to it. */
export async function adopt(
  client: AepClient,
  context: OwnerContext,
  inputs: SegmentDefinitionState & { adopt: string },
): Promise<string> {
  const { run, owner } = context;
  // Two resources that adopt one definition must not both find it without an owner.
  return inTurn(run, `adoption of segment ${inputs.adopt}`, async () => {
    const there = await adoptableSegment(client, { adopt: inputs.adopt, owner });
    keep({ run, client }, there.id);
    await write(client, context, { there, inputs });
    return there.id;
  });
}

/** Reads a definition, by id or name, that a resource is to take over. Throws if it cannot. */
export async function adoptableSegment(
  client: AepClient,
  { adopt, owner }: { adopt: string; owner?: Owner },
): Promise<SegmentDefinition> {
  const operation = `Taking over segment definition ${isId(adopt) ? adopt : JSON.stringify(adopt)}`;
  const found = await (isId(adopt) ? client.segments.get(adopt) : segmentNamed(client, adopt));
  if (found === undefined) {
    throw new AepError({
      kind: "notFound",
      operation,
      reason: `sandbox ${client.sandboxName} has no such segment definition`,
      outcome: "rejected",
      remedy: "Check it and the sandbox. If the definition was deleted, remove adopt to create a new one.",
    });
  }
  const written = markedOwner(found);
  if (written === undefined || owner === undefined || mayTakeOver(owner, written)) return found;
  throw conflict({
    operation,
    reason: `it is owned by ${written.urn}`,
    remedy: wayOut({ owner, written, id: found.id }),
  });
}

/** AEP's ids of segments are UUIDs. */
export const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
