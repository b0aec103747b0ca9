import { conflict } from "../lifecycle/conflict";
import { isOneStackName, type Owner } from "./identity";

/** An object of AEP, and the owner that it names. */
export interface OwnedObject {
  /** As `segment definition`. */
  noun: string;
  id: string;
  written: Owner | undefined;
  /** Where the owner is named, as `its tags say`. */
  says: string;
}

/**
 * Throws an error if an object names another stack as its owner. Two stacks can hold one object, if a state
 * was copied or restored from an old copy. The object then names the stack that has changed it last.
 *
 * @param names The owner as it is named now, and as it was named before.
 */
export function refuseAnotherStack(
  verb: "Updating" | "Deleting",
  { noun, id, written, says }: OwnedObject,
  names: Owner[],
): void {
  if (written === undefined || names.some((name) => isOneStackName(name, written))) return;
  throw conflict({
    operation: `${verb} ${noun} ${id}`,
    reason: `${says} that it belongs to ${written.urn} of another stack`,
    remedy:
      `If this stack was renamed, run \`pulumi up\` once. If the other stack has the ${noun.split(" ").at(-1)}, take it out of this state with \`pulumi state delete\`. ` +
      `If that stack is no more, run \`aep-export release ${id}\` and the same command again.`,
  });
}
