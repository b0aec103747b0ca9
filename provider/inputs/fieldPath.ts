const name = String.raw`[^.,\s[\]*/\\"'${"`"}]+`;
const dotPath = new RegExp(`^(?!\\$)${name}( +${name})*(\\.${name}( +${name})*)*$`);

/**
 * What is wrong with a field of an export, and the form that is probably meant. Undefined for a dot
 * path, such as `person.name`.
 */
export function faultOfFieldPath(value: string): string | undefined {
  const given = value.trim();
  if (dotPath.test(given)) return undefined;
  return `${JSON.stringify(given)} is not a dot path. ${remedyOf(given)}`;
}

function remedyOf(given: string): string {
  const meant = asDotPath(given);
  if (meant === "" && /[*$/]/.test(given)) return "Leave fields out to export all fields";
  if (!dotPath.test(meant))
    return "Write the names of the fields joined by dots, such as person.name.firstName";
  if (given.includes("[")) return `Write ${JSON.stringify(meant)}; through an array it means every element`;
  return `Write ${JSON.stringify(meant)}${given.includes("*") ? ", which exports all that is in it" : ""}`;
}

/** JSON Pointers, JSONPaths and paths with wildcards, as dot paths. */
const asDotPath = (given: string): string =>
  given
    .replace(/^\$/, "")
    .replace(/\[\s*(?:-?\d+|\*)?\s*\]/g, "")
    .replace(/\[\s*(["'`])(.*?)\1\s*\]/g, ".$2")
    .replace(/["'`]/g, "")
    .replace(/[/\\]/g, ".")
    .split(".")
    .map((part) => part.trim())
    .filter((part) => !/^\**$/.test(part))
    .join(".");
