import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { ExportJobInputs } from "../../provider/exportJob/declaration/inputs";
import { normaliseExportJob } from "../../provider/exportJob/declaration/normalise";
import {
  normaliseTargetDataset,
  parquetFiles,
  profileUnionSchema,
  type TargetDatasetInputs,
} from "../../provider/targetDataset/inputs";
import { exportJobs, inOffset, targetDatasets } from "./inputs/declarations";

const sameJob = (one: ExportJobInputs, other: ExportJobInputs): boolean =>
  same(normaliseExportJob(one), normaliseExportJob(other));
const sameDataset = (one: TargetDatasetInputs, other: TargetDatasetInputs): boolean =>
  same(normaliseTargetDataset(one), normaliseTargetDataset(other));

/** Property by property, as inputs are compared. */
const same = (one: object, other: object): boolean =>
  [...Object.keys(one), ...Object.keys(other)].every((key) =>
    isDeepStrictEqual(Reflect.get(one, key), Reflect.get(other, key)),
  );

/** Choices of how to say something in another way, for as many places as there are. */
const dice = fc.infiniteStream(fc.nat({ max: 999 }));
type Dice = fc.Stream<number>;
const roll = (rolled: Dice, sides: number): number => (rolled.next().value ?? 0) % sides;

test("an export job written in another form is the same job", () => {
  fc.assert(
    fc.property(exportJobs, dice, (job, rolled) => {
      const again = reworded(withDefaults(job), { at: "", rolled }) as ExportJobInputs;
      expect(sameJob(job, again)).toBe(true);
      expect(normaliseExportJob(normaliseExportJob(again))).toEqual(normaliseExportJob(again));
    }),
  );
});

test("a target dataset written in another form is the same dataset", () => {
  fc.assert(
    fc.property(targetDatasets, dice, (dataset, rolled) => {
      const again = reworded(
        {
          ...dataset,
          tags: dataset.tags ?? {},
          schemaRef: dataset.schemaRef ?? profileUnionSchema,
          fileDescription: { ...parquetFiles, ...dataset.fileDescription },
          forceDestroy: dataset.forceDestroy ?? false,
        },
        { at: "", rolled },
      ) as TargetDatasetInputs;
      expect(sameDataset(dataset, again)).toBe(true);
      expect(normaliseTargetDataset(normaliseTargetDataset(again))).toEqual(normaliseTargetDataset(again));
    }),
  );
});

test("changing any part of an export job makes it another job", () => {
  fc.assert(
    fc.property(exportJobs, fc.nat(), (job, choice) => {
      const changes = changed(job);
      const other = changes[choice % changes.length] as ExportJobInputs;
      expect({ other, same: sameJob(job, other) }).toEqual({ other, same: false });
    }),
    { numRuns: 200 },
  );
});

test("removing or adding a part of an export job makes it another job", () => {
  const parts = ["fields", "mergePolicy", "triggers"] as const;
  fc.assert(
    fc.property(exportJobs, exportJobs, fc.constantFrom(...parts), (job, other, key) => {
      const part = other[key];
      fc.pre(part !== undefined);
      const { [key]: _left, ...without } = job;
      expect(sameJob(without, { ...without, [key]: part })).toBe(false);
    }),
  );
  fc.assert(
    fc.property(exportJobs, (job) => {
      const { filter: { segments = [], ...filter } = {} } = job;
      const more = [...segments, { segmentId: "another" }];
      expect(sameJob(job, { ...job, filter: { ...filter, segments: more } })).toBe(false);
    }),
  );
});

test("changing any part of a target dataset makes it another dataset", () => {
  fc.assert(
    fc.property(targetDatasets, fc.nat(), (dataset, choice) => {
      const { fileDescription: _onlyOneIsRight, ...rest } = dataset;
      const changes = changed(rest);
      const other = changes[choice % changes.length] as TargetDatasetInputs;
      expect({ other, same: sameDataset(rest, other) }).toEqual({ other, same: false });
    }),
  );
});

/** The job with every default said. */
function withDefaults(job: ExportJobInputs): ExportJobInputs {
  const { filter = {}, evaluationInfo } = job;
  return {
    segmentPerBatch: false,
    schemaName: "_xdm.context.profile",
    additionalFields: {},
    ...job,
    evaluationInfo: { segmentation: false, ...evaluationInfo },
    filter: {
      emptyProfiles: false,
      segmentQualificationTime: {},
      ...filter,
      ...(filter.segments && {
        segments: filter.segments.map((segment) => ({
          segmentNs: "ups",
          status: ["realized", "existing"],
          ...segment,
        })),
      }),
    },
  };
}

/** The inputs that are times. */
const times = new Set(["startTime", "endTime", "fromIngestTimestamp", "toIngestTimestamp"]);

/** The same in other words: keys and lists that are sets in another order, times in another offset, fields in another form. */
function reworded(value: unknown, { at, rolled }: { at: string; rolled: Dice }): unknown {
  if (at === "triggers" || at === "tags") return value;
  if (at === "fields") return anotherForm(value as string | string[], rolled);
  if (times.has(at)) {
    const time = inOffset([Date.parse(value as string), roll(rolled, 1440) - 720]);
    return roll(rolled, 2) === 0 ? time : time.replace(/\.000(?=[Z+-])/, "");
  }
  if (at === "segmentNs" && value === "ups") return ["ups", "UPS", "Ups"][roll(rolled, 3)];
  if (Array.isArray(value)) return shuffled(value, rolled).map((item) => reworded(item, { at: "", rolled }));
  if (typeof value !== "object" || value === null) return value;
  return shuffledKeys(value, rolled);
}

const shuffledKeys = (value: object, rolled: Dice): object =>
  Object.fromEntries(
    shuffled(Object.entries(value), rolled).map(([key, inner]) => [
      key,
      reworded(inner, { at: key, rolled }),
    ]),
  );

const shuffled = <Item>(items: Item[], rolled: Dice): Item[] =>
  items
    .map((item) => ({ item, place: roll(rolled, 1000) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);

function anotherForm(fields: string | string[], rolled: Dice): string | string[] {
  const paths = Array.isArray(fields) ? fields : fields.split(",");
  const some = shuffled(
    paths.map((path) => path.trim()),
    rolled,
  );
  return [some, some.join(","), some.join(" , ")][roll(rolled, 3)] ?? some;
}

/** The same with one part of it changed, for every part there is. */
function changed(value: unknown, at = ""): unknown[] {
  if (at === "status") return changedStatuses(value as string[]);
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const inner = items.flatMap((item, place) => changed(item).map((other) => items.with(place, other)));
    return [...inner, ...items.map((_item, place) => items.toSpliced(place, 1))];
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) =>
      changed(inner, key).map((other) => ({ ...value, [key]: other })),
    );
  }
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number")
    return [value === 0 ? 1 : -value, value / 2 + 1].filter((other) => other !== value);
  if (typeof value !== "string") return ["something"];
  if (at === "fields") return [`${value},another`];
  if (!times.has(at)) return [`${value}x`];
  const instant = Date.parse(value);
  return [inOffset([instant + 1, 0]), inOffset([instant - 60_000, 60])];
}

const changedStatuses = (statuses: string[]): string[][] => [
  ...["realized", "existing", "exited"]
    .filter((status) => !statuses.includes(status))
    .map((status) => [...statuses, status]),
  ...(statuses.length > 1 ? statuses.map((_status, place) => statuses.toSpliced(place, 1)) : []),
];
