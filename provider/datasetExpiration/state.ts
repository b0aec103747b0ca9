import type { DatasetExpiration, ExpirationRequest, ExpirationStatus } from "../../contract/expirations";
import type { OwnerInputs } from "../lifecycle/lifecycle";
import type { Owner } from "../ownership/identity";
import { instantMs, instantOf, wantedMs } from "./date";
import { withMark, withoutMark } from "../ownership/descriptionMark";
import type { DatasetExpirationInputs } from "./inputs";

/** The inputs, with the sandbox always named. */
export interface DatasetExpirationDeclaration extends DatasetExpirationInputs, OwnerInputs {
  sandboxName: string;
}

/** What AEP answers of an expiration. */
export interface DatasetExpirationAnswers {
  /** When AEP deletes the dataset, in ISO 8601 and UTC. */
  expiresAt: string;
  /** When the resource was created, from which `retention` counts; in ISO 8601 and UTC. */
  createdAt: string;
  /** Status in AEP: `pending` until the date. */
  status: ExpirationStatus;
}

/** What the state keeps of an expiration: its inputs and what AEP answered. */
export interface DatasetExpirationState extends DatasetExpirationDeclaration, DatasetExpirationAnswers {}

/** The names of the answers. */
export const expirationAnswers = ["expiresAt", "createdAt", "status"] as const;

/** The tag by which the Catalog tells when a dataset expires, in milliseconds since 1970. */
export const expirationTag = "adobe/hygiene/ttl";

/** Inputs whose change replaces the expiration. */
export const replacing = ["dataset", "sandboxName"] as const;

/** The body of `POST /ttl`. */
export function requestOf(
  inputs: DatasetExpirationDeclaration,
  { owner, created }: { owner: Owner; created: string },
): ExpirationRequest {
  return {
    datasetId: inputs.dataset,
    expiry: instantOf(wantedMs(inputs, created)),
    displayName: inputs.displayName,
    description: withMark(inputs.description, owner),
  };
}

/** The state of an expiration that is as the program says. */
export const stateOf = (
  inputs: DatasetExpirationDeclaration,
  { expiry, status }: DatasetExpiration,
  created: string,
): DatasetExpirationState => ({
  ...inputs,
  expiresAt: instantOf(instantMs(expiry)),
  createdAt: created,
  status,
});

/** An expiration of AEP as a program would declare it. A date that is as declared is no difference. */
export function declarationOf(
  expiration: DatasetExpiration,
  declared: Partial<DatasetExpirationState>,
): DatasetExpirationInputs {
  const { datasetId: dataset, displayName = "", expiry } = expiration;
  const same =
    declared.expiresAt !== undefined && instantMs(declared.expiresAt) === instantMs(expiry)
      ? { expiry: declared.expiry, retention: declared.retention }
      : { expiry: instantOf(instantMs(expiry)) };
  return { dataset, ...same, displayName, description: withoutMark(expiration), adopt: declared.adopt };
}
