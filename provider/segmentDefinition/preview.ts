import type { AepClient } from "../aep";
import { hasUnknown } from "../inputs/unknown";
import type { PreviewContext } from "../lifecycle/lifecycle";
import { refuseTwice } from "../lifecycle/takenOver";
import { adoptableSegment } from "./adopt";
import { refuseTakenName, segmentsOfSandbox } from "./names";
import type { SegmentDefinitionState } from "./state";

/** The most definitions that Adobe recommends for a sandbox, by how they are evaluated. */
const softLimits = { all: 4000, continuous: 500, synchronous: 150 };

/**
 * Checks at preview that the definition to adopt can be taken over, or that the name of a new one
 * is free, and tells a reviewer what the `up` will do.
 */
export async function previewSegment(context: PreviewContext, inputs: SegmentDefinitionState): Promise<void> {
  const { owner, run, log } = context;
  const { adopt, name, sandboxName } = inputs;
  if (hasUnknown({ adopt, name, sandboxName })) return;
  const client = context.client.inSandbox(sandboxName);
  if (adopt === undefined) {
    await refuseTakenName(client, run, { owner, name });
    await warnOfFullSandbox(client, context, inputs);
    return;
  }
  const { id, name: before } = await adoptableSegment(client, { adopt, owner });
  refuseTwice(run, `segment definition ${id} of sandbox ${client.sandboxName}`, owner);
  if (before !== name) await refuseTakenName(client, run, { owner, name, id });
  const renames = before === name ? "" : `, and names it ${JSON.stringify(name)}`;
  log(`takes over segment ${JSON.stringify(before)} (${id})${renames}`);
}

async function warnOfFullSandbox(
  client: AepClient,
  { run, warn }: PreviewContext,
  { evaluation = "batch" }: SegmentDefinitionState,
): Promise<void> {
  const others = await segmentsOfSandbox(client, run);
  const over = (kind: keyof typeof softLimits, count: number): string[] =>
    count < softLimits[kind] ? [] : [`${count} ${kind === "all" ? "" : `${kind} `}segment definitions`];
  const full = over("all", others.length);
  if (evaluation === "continuous" || evaluation === "synchronous") {
    const alike = others.filter(({ evaluationInfo }) => evaluationInfo?.[evaluation]?.enabled);
    full.push(...over(evaluation, alike.length));
  }
  if (full.length > 0)
    warn(`sandbox ${client.sandboxName} has ${full.join(" and ")} already, which is AEP's soft limit`);
}
