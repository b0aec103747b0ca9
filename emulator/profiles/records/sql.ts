/** A string as a DuckDB expression. */
export function text(value: string): string {
  // A statement cannot contain the character NUL.
  return value
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(" || chr(0) || ");
}

/** A name as a DuckDB identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The JSON pointer to one key of an object, as a DuckDB expression. */
export function pointer(key: string): string {
  return text(`/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}

/** A DuckDB list of strings. */
export function textList(values: string[]): string {
  return `[${values.map(text).join(", ")}]::VARCHAR[]`;
}
