import type { Projection } from "./project";
import { columns } from "../records/records";
import { convert, member, packStruct, sqlType, type RecordType, type TypeNode } from "../records/types";

const varchar: TypeNode = { kind: "scalar", sql: "VARCHAR" };

/**
 * The field `identities` of XDM: the identities of `identityMap` as a list of `{id, namespace: {code}, primary}`. A record that has
 * the field itself keeps it, as do all records where it has a type that cannot hold the list.
 */
export function derivedIdentities(type: RecordType): Map<string, Projection> {
  const listed = identityList(type);
  if (!listed) return new Map();
  const own = type.fields.get("identities");
  if (!own) return new Map([["identities", listed]]);
  if (!holds(own, listed.type)) return new Map();
  const column = columns(type).get("identities") ?? "";
  const expression = `coalesce(${column}, ${convert(listed.expression, listed.type, own)})`;
  return new Map([["identities", { expression, type: own }]]);
}

function identityList(type: RecordType): Projection | undefined {
  const map = type.fields.get("identityMap");
  const column = columns(type).get("identityMap");
  if (!column || map?.kind !== "map" || map.value.kind !== "list" || map.value.item.kind !== "struct")
    return undefined;
  const { fields } = map.value.item;
  const own = ["id", "primary"].flatMap((name): [string, string, TypeNode][] => {
    const field = fields.get(name);
    return field ? [[name, member("i", name), field]] : [];
  });
  const namespace: TypeNode = { kind: "struct", fields: new Map([["code", varchar]]) };
  const all = [...own, ["namespace", packStruct([["code", "e.key"]], "TRUE"), namespace] as const];
  const identity = packStruct(
    all.map(([name, expression]) => [name, expression]),
    "i IS NOT NULL",
  );
  return {
    expression: `flatten(list_transform(map_entries(${column}), lambda e: list_transform(e.value, lambda i: ${identity})))`,
    type: {
      kind: "list",
      item: { kind: "struct", fields: new Map(all.map(([name, , field]) => [name, field])) },
    },
  };
}

/** Whether values of one type can be told as those of another; fields that it lacks are left out. */
function holds(target: TypeNode, from: TypeNode): boolean {
  if (target.kind === "json" || sqlType(target) === sqlType(from)) return true;
  if (target.kind === "list" && from.kind === "list") return holds(target.item, from.item);
  if (target.kind !== "struct" || from.kind !== "struct") return false;
  return [...target.fields].every(([name, field]) => {
    const source = from.fields.get(name);
    return !source || holds(field, source);
  });
}
