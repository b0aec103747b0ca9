import * as pulumi from "@pulumi/pulumi";
import type { SegmentDefinition } from "../../contract/segments";
import { provider } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type NameOrId } from "./find";

/** Arguments of {@link getSegment}. */
export type GetSegmentArgs = NameOrId;

/** A segment definition of AEP. */
export type GetSegmentResult = SegmentDefinition;

/**
 * Finds a segment by name or id, for example to export it. Reads the segment definitions of the
 * sandbox (`/segment/definitions`), also at preview.
 *
 * ```typescript
 * const gold = aep.getSegmentOutput({ name: "Gold" });
 * const job = new aep.ExportJob("gold", { dataset, filter: { segments: [{ segmentId: gold.id }] } });
 * ```
 */
export const getSegment = (args: GetSegmentArgs): Promise<GetSegmentResult> =>
  lookUp("segment", args, (client) => provider().lookups.getSegment(client, args));

/** {@link getSegment} for arguments that are outputs. */
export const getSegmentOutput = (args: NestedInput<GetSegmentArgs>): pulumi.Output<GetSegmentResult> =>
  pulumi.output(args).apply<GetSegmentResult>(getSegment);
