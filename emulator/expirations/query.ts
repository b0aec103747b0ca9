import type { DatasetExpiration, ExpirationPage } from "../../contract/expirations";
import { compare, integer, text, type Query } from "../catalog/listQuery";
import { problem } from "../http/errors";

/** The properties of an expiration by which `orderBy` orders. */
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

/** One page of those expirations that a query asks for: `page` from 0, `limit` 1 to 100 (default 25). Other parameters are ignored. */
export function expirationPage(all: DatasetExpiration[], query: Query): ExpirationPage {
  const limit = integer(query, "limit", { least: 1, most: 100, preset: 25 });
  const page = integer(query, "page", { least: 0, most: Number.MAX_SAFE_INTEGER, preset: 0 });
  const found = ordered(all.filter(matcher(query)), text(query.orderBy));
  return {
    results: found.slice(page * limit, (page + 1) * limit),
    current_page: page,
    total_pages: Math.ceil(found.length / limit),
    total_count: found.length,
  };
}

function matcher(query: Query): (expiration: DatasetExpiration) => boolean {
  const conditions: ((expiration: DatasetExpiration) => boolean)[] = [];
  const given = (name: string, condition: (wanted: string) => (typeof conditions)[number]): void => {
    const wanted = text(query[name]);
    if (wanted) conditions.push(condition(wanted));
  };
  const contains = (value: string | undefined, wanted: string): boolean =>
    value?.toLowerCase().includes(wanted.toLowerCase()) ?? false;
  given(
    "ttlId",
    (wanted) =>
      ({ ttlId }) =>
        ttlId === wanted,
  );
  given(
    "datasetId",
    (wanted) =>
      ({ datasetId }) =>
        datasetId === wanted,
  );
  given("status", (wanted) => {
    const statuses = wanted.split(",");
    return ({ status }) => statuses.includes(status);
  });
  for (const name of ["displayName", "description", "datasetName"] as const)
    given(name, (wanted) => (expiration) => contains(expiration[name], wanted));
  given(
    "search",
    (wanted) => (expiration) =>
      expiration.ttlId === wanted || searched.some((name) => contains(expiration[name], wanted)),
  );
  const spans = [
    ["expiry", "expiry"],
    ["updated", "updatedAt"],
  ] as const;
  for (const [name, property] of spans) {
    const at = (expiration: DatasetExpiration): number => Date.parse(expiration[property] ?? "");
    given(`${name}FromDate`, (wanted) => {
      const from = timeOf(wanted, `${name}FromDate`);
      return (expiration) => at(expiration) >= from;
    });
    given(`${name}ToDate`, (wanted) => {
      const to = timeOf(wanted, `${name}ToDate`);
      return (expiration) => at(expiration) <= to;
    });
  }
  return (expiration) => conditions.every((condition) => condition(expiration));
}

function timeOf(value: string, name: string): number {
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw problem("invalid-request", `${name} must be a date, not "${value}".`);
  return time;
}

/** In the order of `orderBy=expiry,-displayName`. */
function ordered(expirations: DatasetExpiration[], orderBy: string | undefined): DatasetExpiration[] {
  if (!orderBy) return expirations;
  const keys = orderBy.split(",").map((key) => {
    // A plus sign that was not escaped arrives as a blank.
    const [, sign, name = ""] = /^([+ -]?)(.*)$/.exec(key) ?? [];
    const property = sortable[name];
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
