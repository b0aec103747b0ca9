import * as pulumi from "@pulumi/pulumi";
import { connect, provider, session } from "../resource/connection";
import { ifToBeCreated, type DeclaredSegment } from "../resource/preview";
import { knownStackId } from "../resource/stackIdentity";
import { refuseTwice } from "../resource/takenOver";
import type { SegmentDefinitionArgs } from "./args";

/** The most definitions that Adobe recommends for a sandbox, by how they are evaluated. */
const softLimits = { all: 4000, continuous: 500, synchronous: 150 };

/**
 * At preview, checks that the definition to adopt can be taken over, or that the name of a new one
 * is free, and tells a reviewer what the `up` will do.
 */
export function previewSegment(
  resource: DeclaredSegment,
  { name, args }: { name: string; args: Partial<SegmentDefinitionArgs> },
): void {
  const subject = `Segment definition "${name}"`;
  // At preview, an output is unknown if the program gives no such input.
  const values = {
    adopt: args.adopt === undefined ? undefined : resource.adopt,
    evaluation: args.evaluation === undefined ? undefined : resource.evaluation,
    name: resource.name,
    sandboxName: resource.sandboxName,
    urn: resource.owner,
    stackId: knownStackId(),
  };
  ifToBeCreated({ resource, subject }, values, async ({ urn = "", stackId, ...inputs }) => {
    const client = connect(inputs.sandboxName);
    const owner = { urn, stackId };
    if (inputs.adopt !== undefined) {
      const { id, name: before } = await provider().adoptableSegment(client, { adopt: inputs.adopt, owner });
      refuseTwice(`segment definition ${id} of sandbox ${client.sandboxName}`, name);
      if (before !== inputs.name)
        await provider().refuseTakenName(client, session().run, { owner, name: inputs.name, id });
      const renames = before === inputs.name ? "" : `, and names it ${JSON.stringify(inputs.name)}`;
      void pulumi.log.info(`takes over segment ${JSON.stringify(before)} (${id})${renames}`, resource);
      return;
    }
    await provider().refuseTakenName(client, session().run, { owner, name: inputs.name });
    const others = await provider().segmentsOfSandbox(client, session().run);
    const evaluation = inputs.evaluation ?? "batch";
    const over = (kind: keyof typeof softLimits, count: number): string[] =>
      count < softLimits[kind] ? [] : [`${count} ${kind === "all" ? "" : `${kind} `}segment definitions`];
    const full = [
      ...over("all", others.length),
      ...(evaluation === "batch"
        ? []
        : over(
            evaluation,
            others.filter(({ evaluationInfo }) => evaluationInfo?.[evaluation]?.enabled).length,
          )),
    ];
    if (full.length > 0)
      void pulumi.log.warn(
        `sandbox ${client.sandboxName} has ${full.join(" and ")} already, which is AEP's soft limit`,
        resource,
      );
  });
}
