import * as z from "zod";
import type {
  EventList,
  ExportFilter,
  ExportJobRequest,
  MergePolicyRef,
  SegmentFilter,
  TimeSpan,
} from "../../contract/exportJobs";
import type { MergePolicy } from "../../contract/mergePolicies";
import { problem } from "../http/errors";
import { parseBody } from "../http/requestBody";
import { defaultMergePolicy } from "../profileConfig/mergePolicies";
import { isOwnNamespace } from "../profiles/index";
import type { ExportJobStorage } from "./store";

/** The schema of datasets that exports can be written to. */
export const unionSchemaId = "https://ns.adobe.com/xdm/context/profile__union";

/**
 * A schema of a wire shape. The compiler refuses it unless it has exactly the properties of the
 * shape, since properties that a schema does not have are dropped from the request.
 */
const objectOf = <Wire extends object>(shape: { [Key in keyof Required<Wire>]: z.ZodType<Wire[Key]> }) =>
  z.object(shape);

const instant = z.iso.datetime({
  offset: true,
  error: "must be an RFC 3339 time with an offset, such as 2024-05-01T00:00:00Z",
});
const fieldPaths = z
  .string()
  .refine(
    (fields) => fields.split(",").every((path) => path.split(".").every((part) => part.trim() !== "")),
    {
      error: "must be dot paths separated by commas, such as person.name.firstName,personalEmail.address",
    },
  );
const segment = objectOf<SegmentFilter>({
  segmentId: z.string().min(1, "must not be empty"),
  segmentNs: z.string().min(1, "must not be empty").optional(),
  status: z
    .array(z.enum(["realized", "existing", "exited"]))
    .min(1, "must not be empty")
    .optional(),
});

const exportRequest: z.ZodType<ExportJobRequest> = objectOf<ExportJobRequest>({
  fields: fieldPaths.optional(),
  mergePolicy: objectOf<MergePolicyRef>({
    id: z.string().min(1, "must not be empty"),
    version: z.int().positive().optional(),
  }).optional(),
  filter: objectOf<ExportFilter>({
    segments: z.array(segment).optional(),
    segmentQualificationTime: objectOf<TimeSpan>({
      startTime: instant.optional(),
      endTime: instant.optional(),
    })
      .refine(startsBeforeEnd("startTime", "endTime"), { error: "startTime must be before endTime" })
      .optional(),
    fromIngestTimestamp: instant.optional(),
    emptyProfiles: z.boolean().optional(),
  }).optional(),
  additionalFields: z
    .object({
      eventList: objectOf<EventList>({
        fields: fieldPaths.optional(),
        filter: z
          .object({ fromIngestTimestamp: instant.optional(), toIngestTimestamp: instant.optional() })
          .refine(startsBeforeEnd("fromIngestTimestamp", "toIngestTimestamp"), {
            error: "fromIngestTimestamp must be before toIngestTimestamp",
          })
          .optional(),
      }).optional(),
    })
    .optional(),
  destination: objectOf<ExportJobRequest["destination"]>({
    datasetId: z.string().min(1, "must not be empty"),
    segmentPerBatch: z.boolean().optional(),
  }),
  schema: z.object({ name: z.literal("_xdm.context.profile", "must be _xdm.context.profile") }),
  evaluationInfo: z.object({ segmentation: z.boolean().optional() }).optional(),
});

function startsBeforeEnd<K extends string>(from: K, to: K): (span: Partial<Record<K, string>>) => boolean {
  return ({ [from]: start, [to]: end }) =>
    start === undefined || end === undefined || Date.parse(start) < Date.parse(end);
}

/**
 * Checks the body of `POST /export/jobs` and the objects that it names. The result names the merge
 * policy that applies: the request's own, or the policy of the first segment in the namespace
 * `ups`, or the sandbox's default.
 */
export function parseExportRequest(
  body: unknown,
  sandbox: string,
  storage: ExportJobStorage,
): ExportJobRequest {
  const request = parseBody(exportRequest, body);
  checkDataset(request.destination.datasetId, sandbox, storage);
  checkSegments(request, sandbox, storage);
  const { id, version } = mergePolicyOf(request, sandbox, storage);
  return { ...request, mergePolicy: { id, version } };
}

function checkDataset(datasetId: string, sandbox: string, storage: ExportJobStorage): void {
  const dataset = storage.datasets.get(sandbox, datasetId);
  if (!dataset) {
    throw problem(
      "invalid-request",
      `destination.datasetId: dataset "${datasetId}" does not exist in sandbox "${sandbox}".`,
    );
  }
  if (dataset.schemaRef?.id !== unionSchemaId) {
    const based = dataset.schemaRef?.id ?? "no schema";
    throw problem(
      "invalid-request",
      `destination.datasetId: dataset "${datasetId}" is based on ${based}, not on the profile union schema ${unionSchemaId}.`,
    );
  }
}

function checkSegments({ filter }: ExportJobRequest, sandbox: string, storage: ExportJobStorage): void {
  for (const [at, { segmentId, segmentNs }] of (filter?.segments ?? []).entries()) {
    if (isOwnNamespace(segmentNs) && !storage.segments.get(sandbox, segmentId)) {
      throw problem(
        "invalid-request",
        `filter.segments[${at}].segmentId: segment "${segmentId}" does not exist in sandbox "${sandbox}".`,
      );
    }
  }
}

function mergePolicyOf(request: ExportJobRequest, sandbox: string, storage: ExportJobStorage): MergePolicy {
  if (request.mergePolicy) {
    const { id, version } = request.mergePolicy;
    const policy = storage.mergePolicies.get(sandbox, id);
    if (!policy)
      throw problem(
        "invalid-request",
        `mergePolicy.id: merge policy "${id}" does not exist in sandbox "${sandbox}".`,
      );
    if (version !== undefined && version !== policy.version) {
      throw problem(
        "invalid-request",
        `mergePolicy.version: merge policy "${id}" has no version ${version}, only ${policy.version}.`,
      );
    }
    return policy;
  }
  const segment = request.filter?.segments?.find(({ segmentNs }) => isOwnNamespace(segmentNs));
  const segmentPolicy = segment && storage.segments.get(sandbox, segment.segmentId)?.mergePolicyId;
  const policy = segmentPolicy === undefined ? undefined : storage.mergePolicies.get(sandbox, segmentPolicy);
  return policy ?? defaultMergePolicy(sandbox, storage);
}
