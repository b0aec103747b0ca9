import type { DatasetExpiration } from "../../contract/expirations";
import type { AepError } from "../aep";
import { conflict } from "../lifecycle/conflict";
import { isOneStack, mayTakeOver, nameOf, type Owner } from "../ownership/identity";
import { markedOwner } from "../ownership/descriptionMark";

/** Whether AEP is deleting the dataset, or has deleted it. */
export const hasExpired = ({ status }: DatasetExpiration): boolean =>
  status === "executing" || status === "completed";

/** What became of the dataset of an expiration that has expired. */
export const endInWords = ({ ttlId, datasetId, datasetName, status, expiry }: DatasetExpiration): string => {
  const dataset = datasetName === undefined ? datasetId : `${JSON.stringify(datasetName)} (${datasetId})`;
  const verb = status === "completed" ? "has deleted" : "is deleting";
  return `AEP ${verb} dataset ${dataset} with its data: its expiration ${ttlId} was due at ${expiry}`;
};

/** Throws an error unless the expiration, which exists, may become that of the resource. */
export function refuseUnlessAdoptable(
  expiration: DatasetExpiration,
  wanted: { adopt?: string; owner?: Owner },
) {
  const { ttlId, datasetId, expiry, updatedBy } = expiration;
  const { adopt, owner } = wanted;
  if (hasExpired(expiration)) {
    throw conflict({
      operation: `Creating expiration of dataset ${datasetId}`,
      reason: endInWords(expiration),
      remedy: "Take the expiration out of the program, or declare a new dataset.",
    });
  }
  const written = markedOwner(expiration);
  if (written !== undefined && owner !== undefined && !mayTakeOver(owner, written))
    throw ownedBy(expiration, written, isOneStack(owner, written));
  if (adopt === ttlId) return;
  throw conflict({
    operation: `Creating expiration of dataset ${datasetId}`,
    reason: `the dataset already expires at ${expiry} by ${ttlId}, set by ${updatedBy ?? "somebody whom AEP does not name"}`,
    remedy: `To take that expiration over, set adopt: "${ttlId}". Otherwise cancel it in AEP, or take this resource out of the program.`,
  });
}

const ownedBy = ({ ttlId, datasetId }: DatasetExpiration, { urn }: Owner, isOfStack: boolean): AepError =>
  conflict({
    operation: `Creating expiration of dataset ${datasetId}`,
    reason: `the dataset has expiration ${ttlId}, which is owned by ${urn}`,
    remedy: isOfStack
      ? `If the resource was renamed, give it an alias: aliases: [{ name: "${nameOf(urn)}" }]. Otherwise keep one of the two.`
      : "A dataset has one expiration: keep it in one stack. If that stack is no more, take its mark off with " +
        `\`aep-export release ${ttlId}\` and set adopt: "${ttlId}".`,
  });
