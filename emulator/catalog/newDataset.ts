import type { Dataset } from "../../contract/catalog";
import { sandboxId, uuidOf } from "../ids";

/** The client and the user that made an object, as the Catalog names them. */
export const author = {
  createdClient: "aep-emulator",
  createdUser: "aep-emulator@AdobeID",
  updatedUser: "aep-emulator@AdobeID",
};

/**
 * A dataset as the Catalog makes it from what a client sent. `now` is in milliseconds since 1970.
 */
export function newDataset({
  id,
  body,
  sandbox,
  orgId,
  now,
}: {
  id: string;
  body: Dataset;
  sandbox: string;
  orgId: string;
  now: number;
}): Dataset {
  const table = `${(body.name ?? id).toLowerCase().replace(/[^a-z0-9]+/g, "_")}_${id.slice(-6)}`;
  return {
    ...body,
    tags: { ...body.tags, "adobe/pqs/table": [table] },
    version: "1.0.0",
    imsOrg: orgId,
    sandboxId: sandboxId(sandbox),
    state: "DRAFT",
    created: now,
    updated: now,
    ...author,
    viewId: uuidOf(`view ${id}`).replaceAll("-", "").slice(0, 24),
    files: `@/dataSetFiles?dataSetId=${id}`,
    classification: { dataBehavior: "record", managedBy: "CUSTOMER" },
  };
}
