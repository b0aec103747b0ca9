import { memberStatuses, membershipIn } from "../filter";
import { columns } from "../../records/records";
import { pointer, text, textList } from "../../records/sql";
import { member, type RecordType, type TypeNode } from "../../records/types";
import type { Literal } from "./tokens";
import type { Bound, Condition, FieldTest, Moment, Path, Span, StringTest } from "./tree";

/** The profiles that a condition is evaluated over. */
export interface Profiles {
  type: RecordType;
  /** When the condition is evaluated, in milliseconds since 1970. */
  now: number;
  /** Called for a path whose key at `index` no record has. `known` are the keys at that place. */
  unknownField: (unknown: { path: Path; index: number; known: string[] }) => void;
}

/** A place in a record on the way along a path. */
interface Place {
  value: string;
  type: TypeNode;
  /** Number of keys of the path that lead here. */
  index: number;
}

type ValueTest = (value: string, type: TypeNode) => string;

const numbers = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT|UINTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;

/**
 * A condition as an SQL expression over rows of merged profiles. It is true or false, never NULL: a
 * test of an absent value, or of a value of another kind, is false.
 */
export function toSql(condition: Condition, profiles: Profiles): string {
  switch (condition.kind) {
    case "and":
    case "or":
      return `(${condition.parts.map((part) => toSql(part, profiles)).join(` ${condition.kind.toUpperCase()} `)})`;
    case "not":
      return `(NOT ${toSql(condition.part, profiles)})`;
    case "inSegment":
      return isMember(condition.segmentId, profiles.type);
    case "field":
      return fieldSql(condition.path, valueTest(condition.test, profiles.now), profiles);
  }
}

/** Whether a row is a member of a segment in AEP's own namespace. */
export function isMember(segmentId: string, type: RecordType): string {
  const entry = membershipIn(type, { segmentId });
  return entry ? `coalesce(list_contains(${textList(memberStatuses)}, ${entry}.status), FALSE)` : "FALSE";
}

function fieldSql(path: Path, test: ValueTest, { type, unknownField }: Profiles): string {
  const reach = ({ value, type, index }: Place): string => {
    if (type.kind === "list") {
      // A name of its own for each level, for arrays within arrays.
      const element = `e${index}_${value.length}`;
      const inner = reach({ value: element, type: type.item, index });
      return `coalesce(len(list_filter(${value}, lambda ${element}: ${inner})) > 0, FALSE)`;
    }
    const key = path.keys[index];
    if (key === undefined) return test(value, type);
    if (type.kind === "map")
      return reach({ value: `${value}[${text(key)}]`, type: type.value, index: index + 1 });
    if (type.kind === "json")
      return reach({ value: `json_extract(${value}, ${pointer(key)})`, type, index: index + 1 });
    const fields = type.kind === "struct" ? type.fields : new Map<string, TypeNode>();
    return within({ fields, index, access: (name) => member(value, name) });
  };
  /** Continues in the field that the path names. Its name may contain dots. */
  const within = ({ fields, index, access }: Fields): string => {
    for (const [name, field] of fields) {
      const length = keysOf(name, path.keys.slice(index));
      if (length > 0) return reach({ value: access(name), type: field, index: index + length });
    }
    unknownField({ path, index, known: [...fields.keys()] });
    return "FALSE";
  };
  const columnsByName = columns(type);
  return within({ fields: type.fields, index: 0, access: (name) => columnsByName.get(name) as string });
}

/** The fields of a struct or of a whole record, and how to access one. */
interface Fields {
  fields: Map<string, TypeNode>;
  index: number;
  access: (name: string) => string;
}

/**
 * Number of keys that name a field: one, or one for each part of a name with dots. 0 if they name
 * another field.
 */
function keysOf(name: string, keys: string[]): number {
  if (keys[0] === name) return 1;
  const parts = name.split(".");
  return parts.every((part, index) => keys[index] === part) ? parts.length : 0;
}

function valueTest(test: FieldTest, now: number): ValueTest {
  const ofStrings =
    (expression: (value: string) => string): ValueTest =>
    (value, type) => {
      const string = asKind(value, type, "string");
      return string ? `coalesce(${expression(`CAST(${string} AS VARCHAR)`)}, FALSE)` : "FALSE";
    };
  switch (test.kind) {
    case "exists":
      return (value) => `${value} IS NOT NULL`;
    case "compare":
      return (value, type) => compare({ value, type, operator: test.operator, literal: test.literal });
    case "in":
      return (value, type) => {
        const each = test.literals.map((literal) => compare({ value, type, operator: "=", literal }));
        return test.negated
          ? `(${value} IS NOT NULL AND NOT (${each.join(" OR ")}))`
          : `(${each.join(" OR ")})`;
      };
    case "string": {
      const fold = (value: string): string => (test.caseMatters ? value : `lower(${value})`);
      return ofStrings((value) => stringTestSql[test.name](fold(value), fold(text(test.argument))));
    }
    case "like":
      return ofStrings((value) => `${value} LIKE ${text(test.pattern)}`);
    case "matches":
      return ofStrings((value) => `regexp_matches(${value}, ${text(test.re2)})`);
    case "occurs":
      return (value, type) => {
        const string = asKind(value, type, "string");
        return string ? liesWithin(`TRY_CAST(${string} AS TIMESTAMPTZ)`, test.span, now) : "FALSE";
      };
  }
}

const stringTestSql: Record<StringTest, (value: string, argument: string) => string> = {
  equals: (value, argument) => `${value} = ${argument}`,
  notEqualTo: (value, argument) => `${value} <> ${argument}`,
  startsWith: (value, argument) => `starts_with(${value}, ${argument})`,
  doesNotStartWith: (value, argument) => `NOT starts_with(${value}, ${argument})`,
  endsWith: (value, argument) => `ends_with(${value}, ${argument})`,
  doesNotEndWith: (value, argument) => `NOT ends_with(${value}, ${argument})`,
  contains: (value, argument) => `contains(${value}, ${argument})`,
  doesNotContain: (value, argument) => `NOT contains(${value}, ${argument})`,
};

/** Whether a time lies within a span. Calendar units begin in UTC. */
function liesWithin(time: string, { from, to }: Span, now: number): string {
  const bound = (operator: string, { moment, included }: Bound): string =>
    `${time} ${operator}${included ? "=" : ""} ${momentSql(moment, now)}`;
  const parts = [...(from ? [bound(">", from)] : []), ...(to ? [bound("<", to)] : [])];
  return `coalesce(${parts.join(" AND ")}, FALSE)`;
}

function momentSql({ base, shifts = [] }: Moment, now: number): string {
  const evaluation = `TIMESTAMPTZ ${text(new Date(now).toISOString())}`;
  let start = evaluation;
  if (base !== "now") {
    start =
      "date" in base
        ? `TIMESTAMPTZ ${text(`${base.date}T00:00:00Z`)}`
        : `date_trunc(${text(base.startOf)}, ${evaluation})`;
  }
  return shifts.reduce((sum, { count, unit }) => `(${sum} + INTERVAL ${text(`${count} ${unit}`)})`, start);
}

function compare(how: { value: string; type: TypeNode; operator: string; literal: Literal }): string {
  const { value, type, operator, literal } = how;
  const own = asKind(value, type, typeof literal as "string" | "number" | "boolean");
  if (!own) return "FALSE";
  const spelled = typeof literal === "string" ? text(literal) : String(literal);
  return `coalesce(${own} ${operator} ${spelled}, FALSE)`;
}

/** The value as a string, number or boolean. Undefined if it has another type. */
function asKind(value: string, type: TypeNode, kind: "string" | "number" | "boolean"): string | undefined {
  if (type.kind === "json") {
    const own = { string: "'VARCHAR'", number: "'BIGINT', 'UBIGINT', 'DOUBLE'", boolean: "'BOOLEAN'" }[kind];
    const cast = { string: "VARCHAR", number: "DOUBLE", boolean: "BOOLEAN" }[kind];
    return `CASE WHEN json_type(${value}) IN (${own}) THEN CAST(json_extract_string(${value}, '$') AS ${cast}) END`;
  }
  if (type.kind !== "scalar") return undefined;
  if (kind === "number") return numbers.test(type.sql) ? value : undefined;
  if (kind === "boolean") return type.sql === "BOOLEAN" ? value : undefined;
  // Dates and times of Parquet columns are compared as text.
  return numbers.test(type.sql) || type.sql === "BOOLEAN" ? undefined : value;
}
