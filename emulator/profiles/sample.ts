import type { SegmentDefinition } from "../../contract/segments";
import { text } from "./records/sql";

/**
 * Segments of the sample, in the namespace `ups`. The sample's memberships agree with the
 * expressions.
 */
export const sampleSegments: SegmentDefinition[] = [
  {
    id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d01",
    name: "Gold members",
    description: "Profiles of the gold tier of the loyalty program",
    schema: { name: "_xdm.context.profile" },
    expression: { type: "PQL", format: "pql/text", value: 'loyalty.tier = "gold"' },
  },
  {
    id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d02",
    name: "Europe",
    description: "Profiles whose home address is in Germany, France or Italy",
    schema: { name: "_xdm.context.profile" },
    expression: { type: "PQL", format: "pql/text", value: 'homeAddress.countryCode in ["DE", "FR", "IT"]' },
  },
  {
    id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d03",
    name: "Reachable spenders",
    description: "Profiles with a personal email and more than 5000 loyalty points",
    schema: { name: "_xdm.context.profile" },
    expression: {
      type: "PQL",
      format: "pql/text",
      value: "personalEmail.address exists and loyalty.points > 5000",
    },
  },
];

/** The source datasets of the sample's records. */
export const sampleSourceDatasets = ["64b1c0de5a4f0a0001a00001", "64b1c0de5a4f0a0001a00002"];

const [gold, europe, spenders] = sampleSegments.map(({ id }) => text(id));
const [crm, web] = sampleSourceDatasets.map(text);
const profileCount = 3000;
/** One profile in this many has a second fragment, from the web. */
const secondFragmentEvery = 25;
/** Number of identities that only events have. */
const eventOnlyCount = 50;
/** 2024-03-01T00:00:00Z */
const firstIngest = 1_709_251_200_000;

/** A number from 0 to below `below` that looks random and is always the same for the same `i`. */
const draw = (salt: string, below: number): string =>
  `(md5_number_lower(${text(`${salt} `)} || i) % ${below})::BIGINT`;
const pick = (salt: string, values: string[]): string =>
  `[${values.map(text).join(", ")}][1 + ${draw(salt, values.length)}]`;
const time = (milliseconds: string): string => `strftime(epoch_ms(${milliseconds}), '%Y-%m-%dT%H:%M:%SZ')`;

const digits = (salt: string): string =>
  `lpad(CAST(md5_number_lower(${text(`${salt} `)} || i) % 10000000000000000000 AS VARCHAR), 19, '0')`;
const ecid = `${digits("ecid")} || ${digits("ecid low")}`;
const ingestTime = `${firstIngest} + ${draw("ingest", 14 * 24 * 3600)} * 1000`;

/** A membership of those for whom `member` or `exited` holds, else NULL. */
const membership = (segment: string | undefined, member: string, exited: string): string => `
  CASE WHEN ${member} OR ${exited} THEN struct_pack(k := ${segment}, v := struct_pack(
    status := CASE WHEN NOT (${member}) THEN 'exited' WHEN i % 3 = 0 THEN 'existing' ELSE 'realized' END,
    "lastQualificationTime" := ${time(`${ingestTime} - ${draw(`qualified ${segment}`, 30 * 24)} * 3600000`)})) END`;
const memberships = (entries: string[]): string =>
  `map_from_entries(list_filter([${entries.join(", ")}], lambda e: e IS NOT NULL))`;

const crmProfiles = `
  SELECT 'crm-' || i AS _id,
    map_from_entries([
      struct_pack(k := 'ECID', v := [struct_pack(id := ${ecid}, "primary" := true)]),
      struct_pack(k := 'Email', v := [struct_pack(id := address, "primary" := false)])]) AS "identityMap",
    struct_pack(name := struct_pack("firstName" := first, "lastName" := last),
      gender := ${pick("gender", ["female", "male", "non_specific"])}) AS person,
    CASE WHEN reachable THEN struct_pack(address := address) END AS "personalEmail",
    NULL::STRUCT("number" VARCHAR) AS "mobilePhone",
    struct_pack(city := city, "countryCode" := country, "postalCode" := CAST(10000 + ${draw("postal", 89999)} AS VARCHAR)) AS "homeAddress",
    struct_pack(tier := tier, points := points, "joinDate" := ${time(`${firstIngest} - ${draw("join", 2000)} * 86400000`)}) AS loyalty,
    map_from_entries([
      struct_pack(k := 'ups', v := ${memberships([
        membership(gold, "tier = 'gold'", "i % 40 = 7"),
        membership(europe, "country IN ('DE', 'FR', 'IT')", "i % 50 = 11"),
        membership(spenders, "reachable AND points > 5000", "i % 60 = 13"),
      ])}),
      struct_pack(k := 'AAM', v := ${memberships([membership("'7734522'", "i % 10 = 3", "i % 10 = 4")])})]) AS "segmentMembership",
    struct_pack("ingestTime" := ${ingestTime}, "sourceDatasetId" := ${crm}) AS "_acp_system_metadata"
  FROM (
    SELECT i, first, last, place[1] AS city, place[2] AS country, i % 8 <> 5 AS reachable,
      ${pick("tier", ["bronze", "bronze", "bronze", "silver", "silver", "gold"])} AS tier, ${draw("points", 10000)} AS points,
      lower(first || '.' || last) || i || '@example.com' AS address
    FROM (
      SELECT i,
        ${pick("first", ["Ana", "Björn", "Chloé", "Daniel", "Emi", "Farid", "Grace", "Hugo", "Inés", "Jun"])} AS first,
        ${pick("last", ["Abe", "Bauer", "Costa", "Dubois", "Evans", "Ferrari", "Garcia", "Haddad", "Ito", "Jones"])} AS last,
        ${pick("place", ["Berlin,DE", "Paris,FR", "Roma,IT", "London,GB", "Tokyo,JP", "San Jose,US", "Madrid,ES", "Lyon,FR"])}.split(',') AS place
      FROM range(${profileCount}) t(i)))`;

const webFragments = `
  SELECT map_from_entries([struct_pack(k := 'ECID', v := [struct_pack(id := ${ecid}, "primary" := true)])]) AS "identityMap",
    struct_pack(name := struct_pack("lastName" := ${pick("web", ["Olsen", "Petit", "Quinn"])})) AS person,
    struct_pack("number" := '+1-555-' || CAST(1000000 + ${draw("phone", 8999999)} AS VARCHAR)) AS "mobilePhone",
    struct_pack("ingestTime" := ${firstIngest} + ${draw("web ingest", 14 * 24 * 3600)} * 1000, "sourceDatasetId" := ${web}) AS "_acp_system_metadata"
  FROM (SELECT n * ${secondFragmentEvery} AS i FROM range(${profileCount / secondFragmentEvery}) t(n))`;

const webEvents = `
  SELECT 'event-' || i || '-' || n AS _id,
    map_from_entries([struct_pack(k := 'ECID', v := [struct_pack(id := ${ecid}, "primary" := true)])]) AS "identityMap",
    ${time(`happened`)} AS "timestamp",
    CASE n % 3 WHEN 0 THEN 'commerce.purchases' ELSE 'web.webpagedetails.pageViews' END AS "eventType",
    struct_pack("webPageDetails" := struct_pack(
      "URL" := 'https://shop.example.com/' || page, name := page, "pageViews" := struct_pack(value := 1.0::DOUBLE))) AS web,
    CASE WHEN n % 3 = 0 THEN struct_pack("order" := struct_pack(
      "purchaseID" := 'order-' || i || '-' || n, "currencyCode" := 'EUR', "priceTotal" := price::DOUBLE / 100)) END AS commerce,
    struct_pack("browserDetails" := struct_pack(
      name := ${pick("browser", ["Chrome", "Firefox", "Safari"])}, "acceptLanguage" := ${pick("language", ["de", "en", "fr"])})) AS environment,
    struct_pack("ingestTime" := happened + 60000 * (1 + n), "sourceDatasetId" := ${web}) AS "_acp_system_metadata"
  FROM (
    SELECT i, n, ${firstIngest} + (md5_number_lower('time ' || i || ' ' || n) % 1209600)::BIGINT * 1000 AS happened, (md5_number_lower('price ' || i || ' ' || n) % 20000)::BIGINT AS price,
      ['home', 'shoes', 'bags', 'sale'][1 + (md5_number_lower('page ' || i || ' ' || n) % 4)::BIGINT] AS page
    FROM range(${profileCount + eventOnlyCount}) p(i), range(6) e(n)
    WHERE n < ${draw("events", 6)} OR (n = 0 AND i >= ${profileCount}))`;

/** Queries that make the sample's records. */
export const sampleRecords = { profiles: [crmProfiles, webFragments], events: [webEvents] };
