import { conflict } from "../lifecycle/conflict";
import type { Known, OwnerContext } from "../lifecycle/lifecycle";
import { mayTakeOver } from "../ownership/identity";
import { instantOf } from "./date";
import { hasExpired } from "./lookup";
import { markedOwner } from "../ownership/descriptionMark";
import {
  declarationOf,
  stateOf,
  type DatasetExpirationDeclaration,
  type DatasetExpirationState,
} from "./state";

/**
 * Reads a pending expiration that a resource takes over as it is. Throws an error if another resource
 * owns it. Its mark is written by the next update.
 */
export async function importExpiration(
  { client, owner, now }: OwnerContext,
  id: string,
): Promise<(Known<DatasetExpirationState> & { inputs: DatasetExpirationDeclaration }) | undefined> {
  const found = await client.expirations.get(id);
  if (found === undefined || found.status === "cancelled" || hasExpired(found)) return undefined;
  const written = markedOwner(found);
  if (written !== undefined && !mayTakeOver(owner, written))
    throw conflict({
      operation: `Importing expiration ${found.ttlId}`,
      reason: `it is owned by ${written.urn}`,
      remedy: "Keep it in the stack that has it, or take it out of that stack first.",
    });
  const inputs = { ...declarationOf(found, {}), sandboxName: client.sandboxName };
  return { id: found.ttlId, inputs, state: stateOf(inputs, found, instantOf(now())) };
}
