import { identifier, text } from "./sql";

/**
 * How one place in the records is stored and exported. `json` keeps the JSON text; the README says
 * when. The fields of a struct are in the order in which they were first seen.
 */
export type TypeNode =
  | { kind: "scalar"; sql: string }
  | { kind: "struct"; fields: Map<string, TypeNode> }
  | { kind: "list"; item: TypeNode }
  | { kind: "map"; value: TypeNode }
  | { kind: "json" };

/**
 * The type of all records of one kind. Its fields may have any names, because they are stored as
 * numbered columns.
 */
export type RecordType = Extract<TypeNode, { kind: "struct" }>;

/** The DuckDB type that holds a node's values. */
export function sqlType(node: TypeNode): string {
  switch (node.kind) {
    case "scalar":
      return node.sql;
    case "list":
      return `${sqlType(node.item)}[]`;
    case "map":
      return `MAP(VARCHAR, ${sqlType(node.value)})`;
    case "struct":
      return `STRUCT(${[...node.fields].map(([name, field]) => `${identifier(name)} ${sqlType(field)}`).join(", ")})`;
    case "json":
      return "JSON";
  }
}

/**
 * Whether DuckDB can have a struct with these names: at least one, none empty, no two that differ
 * only in case.
 */
export function canBeStruct(names: Iterable<string>): boolean {
  const folded = [...names].map((name) => name.toLowerCase());
  return (
    folded.length > 0 &&
    new Set(folded).size === folded.length &&
    !folded.some((name) => name === "" || name.includes("\0"))
  );
}

/** An expression for JSON text as a value of a type. */
export function fromJson(json: string, type: TypeNode): string {
  return type.kind === "json" ? json : `from_json(${json}, ${text(JSON.stringify(sqlType(type)))})`;
}

/** A struct of expressions, or NULL where `present` is not true. */
export function packStruct(fields: [name: string, expression: string][], present: string): string {
  const packed = `struct_pack(${fields.map(([name, expression]) => `${identifier(name)} := ${expression}`).join(", ")})`;
  return `CASE WHEN ${present} THEN ${packed} END`;
}

/** One field of a struct. */
export function member(expression: string, name: string): string {
  return `struct_extract(${expression}, ${text(name)})`;
}

/** A map whose values are changed. `change` turns the expression of a value into another one. */
export function mapValues(expression: string, change: (value: string) => string): string {
  const changed = `lambda e: struct_pack(k := e.key, v := ${change("e.value")})`;
  return `map_from_entries(list_transform(map_entries(${expression}), ${changed}))`;
}

/** A value converted from one type to another, which must be able to hold it. */
export function convert(expression: string, from: TypeNode, to: TypeNode): string {
  const target = sqlType(to);
  if (sqlType(from) === target) return expression;
  if (to.kind === "json") return json(expression, from);
  if (from.kind === "struct" && to.kind === "struct") {
    const fields = [...to.fields].map(([name, field]): [string, string] => {
      const old = from.fields.get(name);
      return [name, old ? convert(member(expression, name), old, field) : `NULL::${sqlType(field)}`];
    });
    return packStruct(fields, `${expression} IS NOT NULL`);
  }
  if (from.kind === "list" && to.kind === "list") {
    return `list_transform(${expression}, lambda e: ${convert("e", from.item, to.item)})`;
  }
  if (from.kind === "map" && to.kind === "map") {
    return mapValues(expression, (value) => convert(value, from.value, to.value));
  }
  if (from.kind === "scalar" && to.kind === "scalar") {
    // A cast would write the time without `T` and without the minutes of the offset. The time zone
    // is UTC.
    return from.sql === "TIMESTAMP WITH TIME ZONE" && target === "VARCHAR"
      ? `strftime(${expression}, '%Y-%m-%dT%H:%M:%S.%fZ')`
      : `CAST(${expression} AS ${target})`;
  }
  return fromJson(json(expression, from), to);
}

/** A value as JSON, without the fields that are NULL. */
function json(expression: string, from: TypeNode): string {
  return from.kind === "struct" ? `json_merge_patch('{}', to_json(${expression}))` : `to_json(${expression})`;
}
