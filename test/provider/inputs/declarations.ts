import fc from "fast-check";
import type { ExportJobInputs } from "../../../provider/exportJob/declaration/inputs";
import type { TargetDatasetInputs } from "../../../provider/targetDataset/inputs";

/** Declarations of every shape that is right, for property tests. */

/** Plain objects, as the engine passes them, with these properties at least. */
const having = <Key extends string>(...requiredKeys: Key[]) => ({ requiredKeys, noNullPrototype: true });
const someOf = having<never>();
const word = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 4 });

const graphemes = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    fc.constantFrom(" ", "e\u0301", "\u00e9", "\ufb01", "İ", "/", "~", "%", "'", '"'),
  ),
});

/** A text in one line as AEP may be sent it: any Unicode, in any of its forms, maybe empty. */
export const line = graphemes.map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu, "").trim());

/** A text in several lines. */
export const lines = fc.array(line, { maxLength: 3 }).map((all) => all.join("\n").trim());

/** A namespace of tags, sometimes called like a member that every object inherits. */
export const namespace = fc.oneof(
  { weight: 5, arbitrary: line.filter((text) => !/^(__proto__$|adobe\/|pulumi-aep\/)/.test(text)) },
  { weight: 1, arbitrary: fc.constantFrom("toString", "constructor", "hasOwnProperty", "valueOf") },
);

/** A list of fields in any of its forms. */
export const fields = fc.oneof(
  paths,
  paths.map((all) => all.join(",")),
  paths.map((all) => all.join(" , ")),
);

/** A time of whole milliseconds. */
export const instant = fc.integer({ min: Date.parse("2000-01-01"), max: Date.parse("2100-01-01") });

/** A time as RFC 3339 writes it, in any offset. */
export const time = fc.tuple(instant, fc.integer({ min: -14 * 60, max: 14 * 60 })).map(inOffset);

/** Milliseconds since 1970 as written where clocks are some minutes ahead. */
export function inOffset([milliseconds, minutes]: [milliseconds: number, minutes: number]): string {
  const two = (amount: number): string => String(amount).padStart(2, "0");
  const local = new Date(milliseconds + minutes * 60_000).toISOString().slice(0, -1);
  const ahead = Math.abs(minutes);
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return local + (minutes === 0 ? "Z" : offset);
}

/** Two ends in their order, either of which may be missing. */
const span = <From extends string, To extends string>(from: From, to: To) =>
  fc
    .record({
      start: instant,
      length: fc.integer({ min: 1, max: 1e12 }),
      offsets: fc.tuple(fc.integer({ min: -720, max: 720 }), fc.integer({ min: -720, max: 720 })),
      ends: fc.constantFrom("both", "start", "end", "none"),
    })
    .map(({ start, length, offsets, ends }) => ({
      ...((ends === "both" || ends === "start") && { [from]: inOffset([start, offsets[0]]) }),
      ...((ends === "both" || ends === "end") && { [to]: inOffset([start + length, offsets[1]]) }),
    })) as fc.Arbitrary<Partial<Record<From | To, string>>>;

const status = fc.constantFrom("realized" as const, "existing" as const, "exited" as const);
const segment = fc.record(
  {
    segmentId: fc.uuid(),
    segmentNs: fc.constantFrom("ups", "UPS", "AAM"),
    status: fc.uniqueArray(status, { minLength: 1 }),
  },
  having("segmentId"),
);

/** Inputs of an export job, with the sandbox named as it always is where they are compared. */
export const exportJobs: fc.Arbitrary<ExportJobInputs & { sandboxName: string }> = fc.record(
  {
    dataset: fc.uuid(),
    fields,
    mergePolicy: fc.record({ id: fc.uuid(), version: fc.integer({ min: 1, max: 9 }) }, having("id")),
    filter: fc.record(
      {
        segments: fc.uniqueArray(segment, {
          minLength: 1,
          maxLength: 4,
          selector: ({ segmentId }) => segmentId,
        }),
        segmentQualificationTime: span("startTime", "endTime"),
        fromIngestTimestamp: time,
        emptyProfiles: fc.boolean(),
      },
      someOf,
    ),
    additionalFields: fc.record(
      { eventList: fc.record({ fields, filter: span("fromIngestTimestamp", "toIngestTimestamp") }, someOf) },
      someOf,
    ),
    segmentPerBatch: fc.boolean(),
    schemaName: fc.constantFrom("_xdm.context.profile", "_acme.context.other"),
    evaluationInfo: fc.record({ segmentation: fc.boolean() }, someOf),
    triggers: fc.array(fc.jsonValue()),
    sandboxName: fc.constantFrom("prod", "dev"),
  },
  having("dataset", "sandboxName"),
);

/** Inputs of a target dataset, with the sandbox named as it always is where they are compared. */
export const targetDatasets: fc.Arbitrary<TargetDatasetInputs & { sandboxName: string }> = fc.record(
  {
    name: line.filter((name) => name !== ""),
    description: lines,
    tags: fc.dictionary(namespace, fc.array(line, { maxLength: 3 }), { maxKeys: 3, noNullPrototype: true }),
    schemaRef: fc.record(
      {
        id: fc.constantFrom(
          "https://ns.adobe.com/xdm/context/profile__union",
          "https://ns.adobe.com/acme/schemas/other__union",
        ),
        contentType: fc.constantFrom(
          "application/vnd.adobe.xed+json;version=1",
          "application/vnd.adobe.xed+json;version=2",
        ),
      },
      having("id", "contentType"),
    ),
    fileDescription: fc.record(
      {
        persisted: fc.constant(true as const),
        containerFormat: fc.constant("parquet" as const),
        format: fc.constant("parquet" as const),
      },
      someOf,
    ),
    sandboxName: fc.constantFrom("prod", "dev"),
    forceDestroy: fc.boolean(),
  },
  having("name", "sandboxName"),
);
