import * as pulumi from "@pulumi/pulumi";
import type { ExportJobFilter, ExportSegment } from "../../provider/exportJob/declaration/inputs";
import { isKnown, type NestedInput } from "../resource/inputsAndOutputs";
import { SegmentDefinition } from "../segmentDefinition/segmentDefinition";
import type { ExportJobFilterArgs, SegmentArg } from "./args";

/** The filter of a job with an id in place of each segment that is a resource. */
export const filterInputs = (
  filter: pulumi.Input<ExportJobFilterArgs> | undefined,
  idOf = ({ id }: SegmentDefinition): pulumi.Output<string> => id,
): pulumi.Output<ExportJobFilter> | undefined =>
  filter === undefined
    ? undefined
    : inParts(filter, ({ segments, ...rest }) => ({
        ...rest,
        ...(segments !== undefined && {
          segments: inParts(segments, (list) => list.map((item) => inParts(item, segmentInput(idOf)))),
        }),
      }));

/** The segments of a filter that are resources. Those in a filter that is an output are left out. */
export function segmentResources(filter: pulumi.Input<ExportJobFilterArgs> | undefined): SegmentDefinition[] {
  const segments = isPlain(filter) ? filter.segments : undefined;
  return isPlain(segments) ? segments.filter((item) => SegmentDefinition.isInstance(item)) : [];
}

/**
 * The id of a segment. At preview, what stands for an id that is not known yet: the URN of a segment
 * that the `up` makes, and another text for one that exists.
 */
export const idAtPreview = ({ id, urn, isMade }: SegmentDefinition): pulumi.Output<string> =>
  pulumi
    .output(isKnown(id))
    .apply<string>((known) => (known ? id : isMade ? urn : pulumi.interpolate`id of ${urn}`));

const segmentInput =
  (idOf: (segment: SegmentDefinition) => pulumi.Output<string>) =>
  (item: SegmentArg): NestedInput<ExportSegment> => {
    if (SegmentDefinition.isInstance(item)) return { segmentId: idOf(item) };
    return typeof item === "string" ? { segmentId: item } : item;
  };

/**
 * Maps a value, at once if it can be: of an output, nothing is known at preview unless all of it is.
 */
function inParts<Value, Result>(
  value: pulumi.Input<Value>,
  map: (value: Value) => Result,
): pulumi.Output<never> {
  const mapped = isPlain(value)
    ? map(value)
    : pulumi.output(value).apply((all) => pulumi.output(map(all as Value)));
  return mapped as pulumi.Output<never>;
}

const isPlain = <Value>(value: pulumi.Input<Value> | undefined): value is Value =>
  value !== undefined && !pulumi.Output.isInstance(value) && !(value instanceof Promise);
