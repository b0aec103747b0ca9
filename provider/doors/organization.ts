import type { Context } from "../lifecycle/lifecycle";

/** What the state says about the organization of an object. */
export interface OfOrganization {
  imsOrgId?: string;
}

/**
 * Throws an error if another organization is configured than that of the object. That one does not
 * know the object: a refresh would take the resource for deleted, and a destroy would leave the
 * object behind.
 */
export function refuseOtherOrganization(
  { imsOrgId }: OfOrganization,
  { client }: Pick<Context, "client">,
): void {
  if (imsOrgId === undefined || imsOrgId === client.orgId) return;
  throw new Error(
    `it lives in organization ${imsOrgId}, but ${client.orgId} is configured. ` +
      `Set aep:orgId (AEP_ORG_ID) and the credentials to those of ${imsOrgId}.`,
  );
}
