import * as pulumi from "@pulumi/pulumi";
import { connect, provider, session } from "../resource/connection";
import { isKnown, settled } from "../resource/inputsAndOutputs";
import { ifToBeCreated, type DeclaredDataset, type DeclaredExpiration } from "../resource/preview";
import { knownStackId } from "../resource/stackIdentity";
import type { DatasetExpirationArgs } from "./args";

/**
 * At preview of an expiration that the `up` will set, checks what would refuse it, and tells a reviewer
 * when AEP deletes the dataset.
 *
 * @param target The dataset, if it is a resource of the program.
 */
export function preflight(
  expiration: DeclaredExpiration,
  { name, target, args }: { name: string; target?: DeclaredDataset; args: Partial<DatasetExpirationArgs> },
): void {
  const toBeCreated = { resource: expiration, subject: `Dataset expiration "${name}"` };
  const { owner, displayName, sandboxName } = expiration;
  // At preview, an output is unknown if the program gives no such input.
  const [expiry, retention, adopt] = (["expiry", "retention", "adopt"] as const).map(
    (key) => args[key] && expiration[key],
  );
  const inputs = { expiry, retention, adopt, displayName, sandboxName };
  const dataset = isKnown(expiration.dataset).then((known) =>
    known ? settled(expiration.dataset) : undefined,
  );
  const values = { inputs, dataset, targetName: target?.name, urn: owner, stackId: knownStackId() };
  ifToBeCreated(toBeCreated, values, async ({ inputs, dataset, targetName, urn = "", stackId }) => {
    const { checkBeforeCreation, expirationInWords } = provider();
    const now = Date.now();
    const { run } = session();
    const client = connect(inputs.sandboxName);
    await checkBeforeCreation(client, { run, inputs: { ...inputs, dataset }, owner: { urn, stackId }, now });
    const what = JSON.stringify(targetName ?? dataset);
    const when = expirationInWords({ ...inputs, dataset: dataset ?? "" }, now);
    void pulumi.log.info(`has AEP delete dataset ${what} with its data ${when}`, expiration);
  });
}
