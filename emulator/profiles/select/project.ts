import { columns } from "../records/records";
import { pointer, text } from "../records/sql";
import {
  canBeStruct,
  convert,
  mapValues,
  member,
  packStruct,
  sqlType,
  type RecordType,
  type TypeNode,
} from "../records/types";

/** A field path, split at its dots. The empty path is the whole value. */
type Path = string[];

/** An expression with its type. */
export interface Projection {
  expression: string;
  type: TypeNode;
}

/** The paths of a comma-separated list. */
export function parsePaths(fields: string): Path[] {
  const paths = fields.split(",").map((path) => path.trim());
  return paths.filter((path) => path !== "").map((path) => path.split("."));
}

/** The requested root fields of a record by name. All of them if there are no paths. */
export function projectRecord(type: RecordType, paths: Path[] | undefined): Map<string, Projection> {
  const fields = new Map<string, Projection>();
  for (const [key, column] of columns(type)) {
    const own = { expression: column, type: type.fields.get(key) as TypeNode };
    const projected = paths ? project(own, below(key, paths)) : own;
    if (projected) fields.set(key, projected);
  }
  return fields;
}

/** A projected record as one value: a struct, or JSON if its names do not fit into a struct. */
export function packRecord(fields: Map<string, Projection>): Projection {
  if (canBeStruct(fields.keys())) {
    const expressions = [...fields].map(([key, field]): [string, string] => [key, field.expression]);
    const type: TypeNode = {
      kind: "struct",
      fields: new Map([...fields].map(([key, field]) => [key, field.type])),
    };
    return { expression: packStruct(expressions, "TRUE"), type };
  }
  const members = [...fields].map(([key, field]): [string, string] => [
    key,
    convert(field.expression, field.type, { kind: "json" }),
  ]);
  return { expression: jsonObject(members), type: { kind: "json" } };
}

/** The rest of each path that begins with a key. The key may contain dots. */
function below(key: string, paths: Path[]): Path[] {
  const parts = key.split(".");
  return paths
    .filter((path) => path.length === 0 || parts.every((part, index) => path[index] === part))
    .map((path) => path.slice(parts.length));
}

/** The keys that paths may begin with. The path `a.b` may mean the key `a` or the key `a.b`. */
function possibleKeys(paths: Path[]): Set<string> {
  return new Set(paths.flatMap((path) => path.map((_part, index) => path.slice(0, index + 1).join("."))));
}

function project({ expression, type }: Projection, paths: Path[]): Projection | undefined {
  if (paths.length === 0) return undefined;
  if (paths.some((path) => path.length === 0)) return { expression, type };
  switch (type.kind) {
    case "scalar":
      return undefined;
    case "list": {
      const item = project({ expression: "e", type: type.item }, paths);
      if (!item) return undefined;
      return {
        expression: `list_transform(${expression}, lambda e: ${item.expression})`,
        type: { kind: "list", item: item.type },
      };
    }
    case "struct": {
      const fields = new Map<string, Projection>();
      for (const [name, field] of type.fields) {
        const projected = project({ expression: member(expression, name), type: field }, below(name, paths));
        if (projected) fields.set(name, projected);
      }
      if (fields.size === 0) return undefined;
      return {
        expression: packStruct(
          [...fields].map(([name, field]): [string, string] => [name, field.expression]),
          `${expression} IS NOT NULL`,
        ),
        type: { kind: "struct", fields: new Map([...fields].map(([name, field]) => [name, field.type])) },
      };
    }
    case "map":
      return projectMap(expression, type.value, paths);
    case "json":
      return { expression: projectJson(expression, paths), type };
  }
}

function projectMap(expression: string, value: TypeNode, paths: Path[]): Projection | undefined {
  const keys = [...possibleKeys(paths)];
  const all = keys.flatMap((key) => below(key, paths));
  const union = project({ expression: "e.value", type: value }, all);
  if (!union) return undefined;
  const entries = `list_filter(map_entries(${expression}), lambda e: list_contains([${keys.map(text).join(", ")}], e.key))`;
  // The paths below each key may differ.
  const cases = keys.flatMap((key) => {
    const own = project({ expression: "e.value", type: value }, below(key, paths));
    return own ? [`WHEN ${text(key)} THEN ${convert(own.expression, own.type, union.type)}`] : [];
  });
  const values = mapValues(`map_from_entries(${entries})`, () => `CASE e.key ${cases.join(" ")} END`);
  return { expression: values, type: { kind: "map", value: union.type } };
}

function projectJson(expression: string, paths: Path[]): string {
  const members = [...possibleKeys(paths)].map((key): [string, string] => {
    const rest = below(key, paths);
    const value = `json_extract(e, ${pointer(key)})`;
    return [key, rest.some((path) => path.length === 0) ? value : projectJson(value, rest)];
  });
  const object = `CASE WHEN json_type(e) = 'OBJECT' THEN ${jsonObject(members)} END`;
  // One lambda for arrays and single objects: two would double the expression at every level.
  const elements = `CASE json_type(${expression}) WHEN 'ARRAY' THEN json_extract(${expression}, '$[*]') ELSE [${expression}] END`;
  const projected = `list_transform(${elements}, lambda e: ${object})`;
  return `CASE json_type(${expression}) WHEN 'ARRAY' THEN to_json(${projected}) ELSE (${projected})[1] END`;
}

/** A JSON object of the members that have a value. */
function jsonObject(members: [key: string, expression: string][]): string {
  const pairs = members.map(([key, expression]) => `${text(key)}, ${expression}`);
  return `json_merge_patch('{}', json_object(${pairs.join(", ")}))`;
}

/** A NULL of a type. */
export function absent(type: TypeNode): string {
  return `NULL::${sqlType(type)}`;
}
