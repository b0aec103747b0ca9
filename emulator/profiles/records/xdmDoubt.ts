import { textList } from "./sql";
import { member, type TypeNode } from "./types";
import { statuses, type XdmType } from "./xdm";

/** The most common form of a date-time. `conformed` judges the others. */
const plainTime = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`;

/**
 * A condition in SQL: whether a value of a Parquet column may have another type than XDM says.
 * Where it is false, nothing has to be converted or refused. This is far faster than reading every
 * value.
 */
export function mayDiffer(value: string, type: TypeNode, xdm: XdmType): string {
  const sql = type.kind === "scalar" ? type.sql : undefined;
  switch (xdm) {
    case "text":
      return sql === "VARCHAR" ? "FALSE" : "TRUE";
    case "flag":
      return sql === "BOOLEAN" ? "FALSE" : "TRUE";
    case "status":
      return sql === "VARCHAR" ? `NOT list_contains(${textList(statuses)}, ${value})` : "TRUE";
    case "time": {
      if (sql === "DATE" || sql?.startsWith("TIMESTAMP")) return `NOT isfinite(${value})`;
      const isPlain = `regexp_full_match(${value}, '${plainTime}') AND TRY_CAST(${value} AS TIMESTAMPTZ) IS NOT NULL`;
      return sql === "VARCHAR" ? `${value} IS NOT NULL AND NOT (${isPlain})` : "TRUE";
    }
  }
  if (xdm.kind === "list" && type.kind === "list") return anyDiffers(value, type.item, xdm.item);
  if (xdm.kind === "map" && type.kind === "map")
    return anyDiffers(`map_values(${value})`, type.value, xdm.value);
  if (xdm.kind !== "object" || type.kind !== "struct") return "TRUE";
  const names = Object.keys(xdm.fields);
  const parts = [...type.fields].map(([name, field]) => {
    const own = Object.hasOwn(xdm.fields, name) ? xdm.fields[name] : undefined;
    if (own) return mayDiffer(member(value, name), field, own);
    return names.some((known) => known.toLowerCase() === name.toLowerCase()) ? "TRUE" : "FALSE";
  });
  const real = parts.filter((part) => part !== "FALSE");
  return real.length > 0 ? `(${real.join(" OR ")})` : "FALSE";
}

function anyDiffers(list: string, item: TypeNode, xdm: XdmType): string {
  // A name of its own for each level, for lists within lists.
  const element = `e${list.length}`;
  const differs = mayDiffer(element, item, xdm);
  return differs === "FALSE" || differs === "TRUE"
    ? differs
    : `len(list_filter(${list}, lambda ${element}: ${differs})) > 0`;
}
