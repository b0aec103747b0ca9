import { closest, distance } from "fastest-levenshtein";
import * as z from "zod";
import type { CheckFailure, OwnerInputs } from "../lifecycle/lifecycle";
import { isUnknown } from "./unknown";

/** No message offers these to a program. */
const ownerInputs = new Set<string>(["owner", "stackId"] satisfies (keyof OwnerInputs)[]);

type Path = readonly PropertyKey[];

/**
 * A schema of a plain type. The compiler refuses it unless it has exactly the properties of the
 * type.
 */
export const objectOf = <Plain extends object>(shape: {
  [Key in keyof Required<Plain>]: z.ZodType<Plain[Key]>;
}) => z.strictObject(shape);

/**
 * Checks inputs against a schema and returns every failure. A value that is not known yet passes. A
 * property that the schema does not have fails, with the most similar name that it has.
 */
export function validate(schema: z.ZodObject, inputs: Record<string, unknown>): CheckFailure[] {
  const result = schema.safeParse(inputs, { error: wording });
  if (result.success) return [];
  return result.error.issues
    .flatMap((issue) => failuresOf(issue, { schema, inputs }))
    .filter(({ path }) => !reachesUnknown(inputs, path))
    .map(({ path, reason }) => ({ property: propertyPath(path), reason }));
}

/** `["filter", "segments", 0, "segmentId"]` as Pulumi writes it: `filter.segments[0].segmentId`. */
export function propertyPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

function failuresOf(
  issue: z.core.$ZodIssue,
  at: { schema: z.ZodType; inputs: unknown },
): { path: Path; reason: string }[] {
  if (issue.code === "unrecognized_keys") {
    const known = propertiesAt(at.schema, issue.path);
    return issue.keys.map((key) => ({ path: [...issue.path, key], reason: unknownProperty(key, known) }));
  }
  if (issue.code === "invalid_union") return unionFailures(issue, at);
  return [{ path: issue.path, reason: issue.message }];
}

/** The failures of the branch of a union that was probably meant: the one that fails deepest. */
function unionFailures(
  issue: z.core.$ZodIssueInvalidUnion,
  { schema, inputs }: { schema: z.ZodType; inputs: unknown },
): { path: Path; reason: string }[] {
  const depth = (issues: z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));
  const [deepest] = [...issue.errors].sort((one, other) => depth(other) - depth(one));
  if (!deepest || depth(deepest) === 0) return [{ path: issue.path, reason: issue.message }];
  return deepest.flatMap((inner) =>
    failuresOf({ ...inner, path: [...issue.path, ...inner.path] }, { schema, inputs }),
  );
}

/** Messages for schemas that have none of their own. */
const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return `is missing; give ${article(issue.expected)}`;
  return `must be ${article(issue.expected)}, not ${kindOf(issue.input)}`;
};

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : article(typeof value);
}

function unknownProperty(key: string, known: string[]): string {
  const near = known.length > 0 ? closest(key, known) : undefined;
  const limit = Math.max(2, Math.floor(key.length / 3));
  if (near !== undefined && distance(key.toLowerCase(), near.toLowerCase()) <= limit) {
    return `is not a property. Did you mean "${near}"?`;
  }
  return `is not a property. Known are ${known.map((name) => `"${name}"`).join(", ")}`;
}

/** The properties that an object at a path may have. */
function propertiesAt(schema: z.ZodType, path: Path): string[] {
  let inner: z.ZodType = unwrap(schema);
  for (const key of path) {
    const next: unknown =
      inner instanceof z.ZodObject
        ? inner.shape[key as string]
        : inner instanceof z.ZodArray
          ? inner.element
          : undefined;
    if (!(next instanceof z.ZodType)) return [];
    inner = unwrap(next);
  }
  const properties = inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  return properties.filter((name) => !ownerInputs.has(name));
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

function reachesUnknown(inputs: unknown, path: Path): boolean {
  let value = inputs;
  for (const key of path) {
    if (isUnknown(value)) return true;
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  }
  return isUnknown(value);
}
