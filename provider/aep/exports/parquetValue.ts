import type { FileMetaData, SchemaElement, SchemaTree } from "hyparquet" with { "resolution-mode": "import" };

/** A JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Converts a value read by hyparquet to JSON. */
export type ToJson = (value: unknown) => JsonValue;

/** How many decimal places of a second a unit has. */
const secondDigits = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

/**
 * Options by which hyparquet keeps all digits of times, and bytes that are not text. By default it
 * would round times to milliseconds, and put replacement characters in place of bytes.
 */
export const exactly = {
  utf8: false,
  parsers: {
    timestampFromMilliseconds: (count: bigint) => timestamp(count, secondDigits.MILLIS),
    timestampFromMicroseconds: (count: bigint) => timestamp(count, secondDigits.MICROS),
    timestampFromNanoseconds: (count: bigint) => timestamp(count, secondDigits.NANOS),
  },
} as const;

/**
 * Changes the annotations of columns so that hyparquet keeps the digits of decimals and the text of
 * JSON. By default it would convert both to floating-point numbers.
 */
export function keepDigits({ schema }: FileMetaData): void {
  for (const element of schema) {
    const { converted_type: converted, logical_type: logical, precision = 0, scale = 0 } = element;
    const annotation = converted ?? logical?.type;
    if (annotation === "DECIMAL") {
      element.logical_type = logical ?? { type: "DECIMAL", precision, scale };
      delete element.converted_type;
    }
    if (annotation === "JSON" || annotation === "ENUM") element.converted_type = "UTF8";
  }
}

/** Makes the function that converts rows. Call {@link keepDigits} on the metadata first. */
export async function toJsonOf(metadata: FileMetaData): Promise<ToJson> {
  const { parquetSchema } = await import("hyparquet");
  const { isListLike, isMapLike } = await import("hyparquet/src/schema.js");

  const column = (node: SchemaTree): ToJson => {
    const toJson = single(node);
    const each: ToJson = (value) => {
      if (value === null || value === undefined) return null;
      return Array.isArray(value) ? value.map(each) : toJson(value);
    };
    return each;
  };
  const single = (node: SchemaTree): ToJson => {
    const [child] = node.children;
    if (child === undefined) return leaf(node.element);
    const [item, value] = child.children;
    // hyparquet returns a list of lists as arrays in arrays.
    if (isListLike(node)) return column(item ?? child);
    if (isMapLike(node) && value !== undefined) return members(() => column(value));
    const columns = new Map(node.children.map((each) => [each.element.name, column(each)]));
    return members((name) => columns.get(name));
  };
  return column(parquetSchema(metadata));
}

/** Converts the members of a struct or a map. */
const members =
  (columnOf: (name: string) => ToJson | undefined): ToJson =>
  (value) => {
    if (typeof value !== "object" || value === null) return plain(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, (columnOf(name) ?? plain)(part)]),
    );
  };

function leaf({ converted_type: converted, logical_type: logical }: SchemaElement): ToJson {
  if (logical?.type === "DECIMAL") return (value) => decimal(unscaled(value), logical.scale);
  if (logical?.type === "TIME") return (value) => time(value, secondDigits[logical.unit]);
  if (converted === "TIME_MILLIS") return (value) => time(value, secondDigits.MILLIS);
  if (converted === "TIME_MICROS") return (value) => time(value, secondDigits.MICROS);
  return plain;
}

/** Converts a value by its JavaScript type alone. */
const plain: ToJson = (value) => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  return members(() => plain)(value);
};

/** A number if its shortest form has the same digits, otherwise the digits as text. */
function decimal(digits: bigint, scale: number): number | string {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const point = text.length - scale;
  const exact = scale > 0 ? `${sign}${text.slice(0, point)}.${text.slice(point)}` : sign + text;
  const number = Number(exact);
  return String(number) === (scale > 0 ? exact.replace(/\.?0+$/, "") : exact) ? number : exact;
}

/** The unscaled integer of a decimal: a number, or bytes in big-endian two's complement. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  return BigInt.asIntN(value.length * 8, BigInt(`0x0${Buffer.from(value).toString("hex")}`));
}

/** RFC 3339 with at least three decimals. `count` counts 10^-`digits` seconds since 1970. */
function timestamp(count: bigint, digits: number): string {
  const second = 10n ** BigInt(digits);
  const fraction = ((count % second) + second) % second;
  const date = new Date(Number((count - fraction) / second) * 1000);
  // Some writers store infinity as the largest number, which is no date.
  if (Number.isNaN(date.getTime())) return String(count);
  const shown = String(fraction)
    .padStart(digits, "0")
    .replace(/(?<=\d{3})0+$/, "");
  return date.toISOString().replace(/\d{3}Z$/, `${shown}Z`);
}

/** The time of day, in the form of {@link timestamp}. */
const time = (count: unknown, digits: number): string =>
  timestamp(BigInt(count as number | bigint), digits).slice("1970-01-01T".length, -1);
