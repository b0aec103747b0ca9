import type { AepClient } from "../aep";
import { markedOwner, withoutMark } from "../ownership/descriptionMark";

/**
 * Takes the mark of its owner out of a pending expiration, so that it belongs to no resource. Returns
 * whether it had one, and undefined if no expiration has this id. AEP changes none that is not pending,
 * and such a one is not taken over by anybody.
 */
export async function releaseExpiration(client: AepClient, id: string): Promise<boolean | undefined> {
  // AEP finds an expiration by the id of its dataset too.
  const expiration = await client.expirations.get(id);
  if (expiration?.ttlId !== id) return undefined;
  if (expiration.status !== "pending" || markedOwner(expiration) === undefined) return false;
  const { expiry, displayName } = expiration;
  await client.expirations.update(id, { expiry, displayName, description: withoutMark(expiration) ?? "" });
  return true;
}
