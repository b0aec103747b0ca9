import type { DatasetExpiration } from "../../contract/expirations";
import { existingDataset, type AepClient } from "../aep";
import { hasUnknown } from "../inputs/unknown";
import { sharedLookup } from "../lifecycle/sharedLookup";
import { conflict } from "../lifecycle/conflict";
import type { PreviewContext } from "../lifecycle/lifecycle";
import type { Run } from "../lifecycle/run";
import type { Owner } from "../ownership/identity";
import { faultOfDate, instantOf, wantedMs } from "./date";
import type { DatasetExpirationInputs } from "./inputs";
import { isMarkedFor } from "../ownership/descriptionMark";
import { hasExpired, refuseUnlessAdoptable } from "./lookup";
import type { DatasetExpirationDeclaration } from "./state";

/** A look at the quota that takes longer is given up, in milliseconds. */
const quotaPatienceMs = 5_000;

/** How many expirations this run is to set in each organization. */
class Planned {
  count = 0;
}

/**
 * Finds at preview what would refuse an expiration that the `up` is to set: its date, its dataset, an
 * expiration that the dataset has, and the quota. Calls that only read.
 *
 * @param inputs `dataset` is undefined for a dataset that the `up` is to create.
 */
async function checkBeforeCreation(
  client: AepClient,
  {
    run,
    inputs,
    owner,
    now,
  }: {
    run: Run;
    inputs: Omit<DatasetExpirationInputs, "dataset"> & { dataset?: string };
    owner: Owner;
    now: number;
  },
): Promise<void> {
  const { dataset = "", adopt } = inputs;
  const reason = faultOfDate({ ...inputs, dataset }, { created: instantOf(now), now });
  if (reason !== undefined) throw new Error(`${reason}.`);
  const existing = dataset === "" ? undefined : await existingExpiration(client, { dataset, owner });
  if (existing === undefined) return refuseOverQuota(client, run);
  if (!isMarkedFor(existing, owner)) refuseUnlessAdoptable(existing, { adopt, owner });
}

async function existingExpiration(
  client: AepClient,
  { dataset, owner }: { dataset: string; owner: Owner },
): Promise<DatasetExpiration | undefined> {
  const found = await client.expirations.get(dataset);
  const existing = found?.status === "cancelled" ? undefined : found;
  if (existing !== undefined && hasExpired(existing) && isMarkedFor(existing, owner)) return existing;
  await existingDataset(client, dataset, {
    operation: `Looking up dataset ${dataset}`,
    remedy: "Check the id and the sandbox: an expiration is set in the sandbox of its dataset.",
  });
  return existing;
}

/** The quota is not essential: if it cannot be read, the `up` tells. */
async function refuseOverQuota(client: AepClient, run: Run): Promise<void> {
  const planned = run.notes(Planned);
  planned.count += 1;
  const position = planned.count;
  const patient = client.withSignal(AbortSignal.timeout(quotaPatienceMs));
  const quota = await sharedLookup(run, { key: "quota of dataset expirations" }, () =>
    patient.expirations.quota(),
  ).catch(() => undefined);
  if (quota === undefined || quota.consumed + position <= quota.quota) return;
  throw conflict({
    operation: "Setting a dataset expiration",
    reason: `the organization may have ${quota.quota} pending expirations and has ${quota.consumed}, and this preview sets ${position}`,
    remedy: "Cancel one in AEP, or wait until one has been executed.",
  });
}

/**
 * Checks at preview what would refuse an expiration, and tells a reviewer when AEP deletes the dataset.
 * Inputs that are not known yet are left out.
 */
export async function previewExpiration(
  context: PreviewContext,
  inputs: DatasetExpirationDeclaration,
): Promise<void> {
  const { expiry, retention, adopt, sandboxName } = inputs;
  if (hasUnknown({ expiry, retention, adopt, sandboxName })) return;
  const { run, owner, log, names } = context;
  const now = context.now();
  const dataset = hasUnknown(inputs.dataset) ? undefined : inputs.dataset;
  const client = context.client.inSandbox(sandboxName);
  await checkBeforeCreation(client, { run, inputs: { ...inputs, dataset }, owner, now });
  const name = names?.get(inputs.dataset) ?? dataset;
  const what = name === undefined ? "a dataset made by this run" : `dataset ${JSON.stringify(name)}`;
  log(`has AEP delete ${what} with its data ${expirationInWords(inputs, now)}`);
}

/** `is deleted by AEP on 2030-12-31T12:00:00Z`, as a preview tells. */
const expirationInWords = (inputs: DatasetExpirationInputs, now: number): string =>
  `on ${instantOf(wantedMs(inputs, instantOf(now)))}${inputs.retention === undefined ? "" : ` (${inputs.retention} from now)`}`;
