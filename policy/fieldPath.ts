/** A field that is exported, and the property that names it. */
export interface NamedField {
  /** Dot path in the schema, such as `person.name`. */
  path: string;
  /** Property path in the resource, such as `fields[0]`. */
  property: string;
}

/** The fields that a property names, be it an array or one comma-separated string. */
export function namedFields(fields: string | string[], property: string): NamedField[] {
  if (Array.isArray(fields)) {
    return fields.map((path, index) => ({ path: path.trim(), property: `${property}[${index}]` }));
  }
  return fields.split(",").map((path) => ({ path: path.trim(), property }));
}

/** Whether what lies under one path lies under the other too, whichever is the longer. */
export const overlap = (one: string, other: string): boolean => isWithin(one, other) || isWithin(other, one);

const isWithin = (path: string, parent: string): boolean => `${path}.`.startsWith(`${parent}.`);
