import type { ExportJobRequest, SegmentStatus } from "../../contract/exportJobs";
import type { AttributeMerge } from "../../contract/mergePolicies";
import type { DataRecord, Value } from "./value";

/** Random choices that are the same for the same seed. */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0 up to, but not including, `below`. */
  below(below: number): number {
    // mulberry32: short, and uniform enough for test data.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** Some of the values, each at most once, at least one. */
  some<T>(values: readonly T[]): T[] {
    const chosen = values.filter(() => this.chance(40));
    return chosen.length > 0 ? chosen : [this.pick(values)];
  }
}

const firstDay = Date.parse("2024-01-01T00:00:00Z");
/** A few days only, so that times of records and bounds of requests are often equal. */
const days = 12;
const oneDay = 24 * 3600 * 1000;
const sources = ["crm", "web", "shop"];
const statuses: SegmentStatus[] = ["realized", "existing", "exited"];
const segments: { segmentId: string; segmentNs?: string }[] = [
  { segmentId: "s1" },
  { segmentId: "s2" },
  { segmentId: "s2", segmentNs: "ups" },
  { segmentId: "s3", segmentNs: "UPS" },
  { segmentId: "s1", segmentNs: "AAM" },
  { segmentId: "s2", segmentNs: "AAM" },
  { segmentId: "unheard-of", segmentNs: "AAM" },
];

/** The instant written with a random offset. */
function timeText(dice: Dice, time = firstDay + dice.below(days) * oneDay): string {
  const hours = dice.pick([0, 0, 2, -7]);
  if (hours === 0) return new Date(time).toISOString().replace(".000Z", "Z");
  const offset = `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
  return new Date(time + hours * 3600 * 1000).toISOString().replace(".000Z", offset);
}

function optional(dice: Dice, percent: number, members: () => DataRecord): DataRecord {
  return dice.chance(percent) ? members() : {};
}

function metadata(dice: Dice): DataRecord {
  if (dice.chance(10)) return {};
  const note = {
    ...optional(dice, 90, () => ({ ingestTime: firstDay + dice.below(days) * oneDay })),
    ...optional(dice, 90, () => ({ sourceDatasetId: dice.pick(sources) })),
  };
  return { _acp_system_metadata: note };
}

function identityMap(dice: Dice, people: number): DataRecord {
  const primary = { id: `p${dice.below(people)}`, primary: true };
  const others = optional(dice, 30, () => ({ ECID: [{ id: String(dice.below(1000)), primary: false }] }));
  return { ...others, [dice.pick(["Email", "Email", "Phone"])]: [primary] };
}

function memberships(dice: Dice): DataRecord {
  const own = (ids: string[]): DataRecord =>
    Object.fromEntries(
      dice.some(ids).map((id): [string, Value] => {
        const time = optional(dice, 90, () => ({ lastQualificationTime: timeText(dice) }));
        return [id, { ...optional(dice, 95, () => ({ status: dice.pick(statuses) })), ...time }];
      }),
    );
  return {
    ...optional(dice, 70, () => ({ ups: own(["s1", "s2"]) })),
    ...optional(dice, 20, () => ({ UPS: own(["s3"]) })),
    ...optional(dice, 40, () => ({ AAM: own(["s1", "s2"]) })),
  };
}

/**
 * A fragment of one of some people. Its values are often absent, null, or easily mistaken for
 * absent.
 */
export function randomFragment(dice: Dice, people: number): DataRecord {
  const word = (): Value => dice.pick(["", "x", "Ann", "O'Neill", "東京", null]);
  const number = (): Value => dice.pick([0, 1, -5, 2.5, null]);
  const person = (): DataRecord => ({
    name: dice.pick<Value>([null, { firstName: word() }, { firstName: word(), lastName: word() }]),
    ...optional(dice, 50, () => ({ birthYear: number() })),
  });
  return {
    ...optional(dice, 80, () => ({ _id: `f${dice.below(1000)}` })),
    ...optional(dice, 97, () => ({ identityMap: identityMap(dice, people) })),
    ...optional(dice, 60, () => ({ person: dice.pick<Value>([person(), person(), null]) })),
    ...optional(dice, 50, () => ({ active: dice.pick([true, false, null]) })),
    ...optional(dice, 50, () => ({ loyalty: { points: number(), tier: word() } })),
    ...optional(dice, 30, () => ({
      addresses: dice.pick<Value>([[], [{ city: word() }, { zip: "1" }], null]),
    })),
    ...optional(dice, 30, () => ({
      any: dice.pick<Value>([1, "one", [1], { a: 1 }, { a: "b", c: null }, { a: null, c: { d: 0 } }]),
    })),
    ...optional(dice, 80, () => ({ segmentMembership: memberships(dice) })),
    ...metadata(dice),
  };
}

/** An event of one of some people. */
export function randomEvent(dice: Dice, people: number, number: number): DataRecord {
  return {
    _id: `e${number}`,
    ...optional(dice, 97, () => ({ identityMap: identityMap(dice, people) })),
    timestamp: timeText(dice),
    web: { page: { name: dice.pick(["home", "", "cart"]), views: dice.below(3) } },
    ...optional(dice, 30, () => ({ products: [{ sku: "a" }, { sku: "b", price: 1.5 }] as Value })),
    ...metadata(dice),
  };
}

/** One bound or both. The first is before the second. */
function span<From extends string, To extends string>(dice: Dice, from: From, to: To) {
  const [first, second] = [dice.below(days - 1), 1 + dice.below(days - 1)];
  const bound = (day: number): string => timeText(dice, firstDay + day * oneDay);
  const [start, end] = [Math.min(first, second), Math.max(first + 1, second)];
  const given = dice.pick(["both", from, to]);
  return {
    ...(given !== to && { [from]: bound(start) }),
    ...(given !== from && { [to]: bound(end) }),
  } as Partial<Record<From | To, string>>;
}

const fieldLists = [
  "person",
  "person.name.firstName",
  "loyalty.points,loyalty",
  "person.birthYear, addresses.city",
  "segmentMembership.ups",
  "active,segmentMembership.AAM.s1.status",
  "identityMap.Email",
  "any",
];

/**
 * A request with random parts that decide on the rows. The test adds the merge policy.
 */
export function randomRequest(dice: Dice): Partial<ExportJobRequest> {
  const filter: ExportJobRequest["filter"] = {
    ...(dice.chance(60) && {
      segments: dice
        .some(segments)
        .map((segment) => ({ ...segment, ...(dice.chance(50) && { status: dice.some(statuses) }) })),
    }),
    ...(dice.chance(35) && { segmentQualificationTime: span(dice, "startTime", "endTime") }),
    ...(dice.chance(35) && { fromIngestTimestamp: timeText(dice) }),
    ...(dice.chance(50) && { emptyProfiles: dice.chance(70) }),
  };
  const eventList: NonNullable<ExportJobRequest["additionalFields"]>["eventList"] = {
    ...(dice.chance(40) && { fields: dice.pick(["_id", "web.page.name", "_id,products.sku"]) }),
    ...(dice.chance(50) && { filter: span(dice, "fromIngestTimestamp", "toIngestTimestamp") }),
  };
  return {
    ...(dice.chance(85) && { filter }),
    ...(dice.chance(30) && { fields: dice.some(fieldLists).join(",") }),
    ...(dice.chance(50) && { additionalFields: { eventList } }),
  };
}

/**
 * Merge policies by time, and by several orders of the sources. One source has no records.
 */
export const waysOfMerging: AttributeMerge[] = [
  { type: "timestampOrdered" },
  { type: "dataSetPrecedence", order: ["web", "crm"] },
  { type: "dataSetPrecedence", order: ["shop"] },
  { type: "dataSetPrecedence", order: ["nowhere", "crm", "shop", "web"] },
];
