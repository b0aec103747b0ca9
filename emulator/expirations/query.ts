import * as z from "zod";
import type { DatasetExpiration, ExpirationPage } from "../../contract/expirations";
import { problem } from "../http/errors";
import { compare, nonEmptyText, parseQuery, whole } from "../http/query";

/** A point in time, in milliseconds since 1970. */
const time = nonEmptyText
  .refine((value) => value === undefined || !Number.isNaN(Date.parse(value)), {
    error: ({ input }) => `must be a date, not "${String(input)}"`,
  })
  .transform((value) => (value === undefined ? undefined : Date.parse(value)));

const listQuery = z.object({
  limit: whole({ least: 1, most: 100, preset: 25 }),
  page: whole({ preset: 0 }),
  orderBy: nonEmptyText,
  ttlId: nonEmptyText,
  datasetId: nonEmptyText,
  status: nonEmptyText,
  displayName: nonEmptyText,
  description: nonEmptyText,
  datasetName: nonEmptyText,
  search: nonEmptyText,
  expiryFromDate: time,
  expiryToDate: time,
  updatedFromDate: time,
  updatedToDate: time,
});
type ListQuery = z.infer<typeof listQuery>;

/** The properties of an expiration by the words of `orderBy`. */
const sortable: Record<string, keyof DatasetExpiration> = {
  id: "ttlId",
  displayName: "displayName",
  description: "description",
  datasetName: "datasetName",
  updatedBy: "updatedBy",
  updatedAt: "updatedAt",
  expiry: "expiry",
  status: "status",
};

const searched = ["updatedBy", "displayName", "description", "datasetName"] as const;

/** The page of expirations that a query asks for. Other parameters than these are ignored. */
export function expirationPage(all: DatasetExpiration[], query: unknown): ExpirationPage {
  const wanted = parseQuery(listQuery, query);
  const { limit, page, orderBy } = wanted;
  const found = ordered(
    all.filter((expiration) => matches(expiration, wanted)),
    orderBy,
  );
  return {
    results: found.slice(page * limit, (page + 1) * limit),
    current_page: page,
    total_pages: Math.ceil(found.length / limit),
    total_count: found.length,
  };
}

function matches(expiration: DatasetExpiration, wanted: ListQuery): boolean {
  const { ttlId, datasetId, status, expiry, updatedAt = "" } = expiration;
  const { search } = wanted;
  return (
    isOrAbsent(wanted.ttlId, ttlId) &&
    isOrAbsent(wanted.datasetId, datasetId) &&
    (wanted.status?.split(",").includes(status) ?? true) &&
    (["displayName", "description", "datasetName"] as const).every((name) =>
      contains(expiration[name], wanted[name] ?? ""),
    ) &&
    (search === undefined ||
      ttlId === search ||
      searched.some((name) => contains(expiration[name], search))) &&
    isWithin(expiry, wanted.expiryFromDate, wanted.expiryToDate) &&
    isWithin(updatedAt, wanted.updatedFromDate, wanted.updatedToDate)
  );
}

function isOrAbsent(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === value;
}

function contains(value = "", part: string): boolean {
  return value.toLowerCase().includes(part.toLowerCase());
}

function isWithin(instant: string, from = -Infinity, to = Infinity): boolean {
  const at = Date.parse(instant);
  return at >= from && at <= to;
}

/** In the order of `orderBy=expiry,-displayName`. */
function ordered(expirations: DatasetExpiration[], orderBy: string | undefined): DatasetExpiration[] {
  if (orderBy === undefined) return expirations;
  const keys = orderBy.split(",").map((key) => {
    // A plus sign that was not escaped arrives as a blank.
    const [, sign, name = ""] = /^([+ -]?)(.*)$/.exec(key) ?? [];
    const property = Object.hasOwn(sortable, name) ? sortable[name] : undefined;
    if (!property) {
      throw problem(
        "invalid-request",
        `orderBy must name ${Object.keys(sortable).join(", ")}, with + or - before it, not "${key}".`,
      );
    }
    return { direction: sign === "-" ? -1 : 1, property };
  });
  return [...expirations].sort((one, other) => {
    for (const { direction, property } of keys) {
      const order = compare(one[property], other[property]);
      if (order !== 0) return direction * order;
    }
    return 0;
  });
}
