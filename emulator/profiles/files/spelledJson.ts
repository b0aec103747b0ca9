/** A number as it is written. */
export class Spelled {
  constructor(readonly spelling: string) {}
}

/** Numbers that JSON.parse would round, or that are written as doubles. */
const delicateNumber = /[:[,]\s*-?(?:\d{16}|\d+\.0*[\s,\]}]|\d[\d.]*[eE])/;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Parses JSON. Numbers are {@link Spelled} if a double would lose their value or their type. */
export function parseJson(json: string): unknown {
  return delicateNumber.test(json) ? parseSpelled(json) : JSON.parse(json);
}

/** Parses JSON. All numbers are {@link Spelled}. */
export function parseSpelled(json: string): unknown {
  const marked = json.replace(stringOrNumber, (token) =>
    token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
  );
  // Keys have the mark of strings too.
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value === "string")
      return value.startsWith("n") ? new Spelled(value.slice(1)) : value.slice(1);
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Spelled)
      return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key.slice(1), member as unknown]),
    );
  });
}

/** Turns a value of {@link parseSpelled} into JSON. */
export function toJson(value: unknown): string {
  if (value instanceof Spelled) return value.spelling;
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${toJson(member as unknown)}`,
  );
  return `{${members.join(",")}}`;
}
