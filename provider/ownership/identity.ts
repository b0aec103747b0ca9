/**
 * The resource that an object of AEP belongs to. Names do not identify a stack: it can be renamed,
 * and another stack can get its old name, or have the same name in another backend. So each stack
 * has an id, made once and kept in its state.
 */
export interface Owner {
  /** URN of the resource. Its type may have the dynamic or the native spelling. */
  urn: string;
  /** Id of the stack. States of version 0.1.0 have none. */
  stackId?: string;
}

/**
 * How two owners are related. `same`: one resource; its stack may have been renamed. `sameStack`:
 * two resources of one stack. `another`: resources of two stacks. `unclear`: the stacks have the
 * same name, but version 0.1.0, which had no stack ids, wrote one of the owners, so they may be one
 * stack or two.
 */
export type Relation = "same" | "sameStack" | "unclear" | "another";

/** Compares two owners. */
export function relationOf(one: Owner, other: Owner): Relation {
  const isSame = isNamesake(one, other);
  if (one.stackId !== undefined && other.stackId !== undefined) {
    if (one.stackId !== other.stackId) return "another";
    return isSame ? "same" : "sameStack";
  }
  if (stackOf(one.urn) !== stackOf(other.urn)) return "another";
  if (one.stackId !== other.stackId) return "unclear";
  return isSame ? "same" : "sameStack";
}

/** Whether two owners have the same project, types and name, in one stack or in two. */
export const isNamesake = (one: Owner, other: Owner): boolean =>
  resourceOf(one.urn) === resourceOf(other.urn);

/**
 * Whether a resource may take over an object that names an owner, when the program asks for the object by its
 * id. An `unclear` relation is no obstacle, since by asking the user has decided whose the object is.
 */
export const mayTakeOver = (owner: Owner, written: Owner): boolean =>
  isNamesake(owner, written) && relationOf(owner, written) !== "another";

/** Whether two owners are resources of one stack. */
export const isOneStack = (one: Owner, other: Owner): boolean =>
  ["same", "sameStack"].includes(relationOf(one, other));

/** Whether two owners may be resources of one stack, and name it alike. */
export const isOneStackName = (one: Owner, other: Owner): boolean =>
  relationOf(one, other) !== "another" && stackOf(one.urn) === stackOf(other.urn);

/**
 * A URN as tags hold it: `urn:pulumi:dev::shop::aep:index:ExportJob::daily`, for a dynamic resource
 * and for one of the native plugin. This form must never change, since the tags of customers'
 * datasets hold it.
 */
export function identityOf(urn: string): string {
  const { stack, project, types, name } = partsOf(urn);
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** `project/stack` of a URN. */
export function stackOf(urn: string): string {
  const { stack, project } = partsOf(urn);
  return `${project}/${stack}`;
}

/** A resource without its stack: project, types of its parents and its own type, name. */
export function resourceOf(urn: string): string {
  const { project, types, name } = partsOf(urn);
  return `${project}::${types}::${name}`;
}

/** The name of a resource, the last part of its URN. */
export const nameOf = (urn: string): string => partsOf(urn).name;

/**
 * The parts of a URN, `urn:pulumi:<stack>::<project>::<types>::<name>`. A name may contain colons.
 */
function partsOf(urn: string): { stack: string; project: string; types: string; name: string } {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { stack, project, types: types.split("$").map(typeOf).join("$"), name: name.join("::") };
}

/** A type as the native plugin spells it. */
const typeOf = (type: string): string =>
  type.replace(/^pulumi-nodejs:dynamic\/aep:/, "aep:index:").replace(/^pulumi-aep:index:/, "aep:index:");
