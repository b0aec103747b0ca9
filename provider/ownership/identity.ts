/**
 * The resource that an object of AEP belongs to. Names alone cannot tell two stacks apart: a stack can be renamed, and another one made
 * under its old name, or in another backend. So a stack has an id of its own, made once and kept in its state.
 */
export interface Owner {
  /** The URN of the resource, by whatever door the engine reaches its provider. */
  urn: string;
  /** Id of the stack. States of version 0.1.0 have none. */
  stackId?: string;
}

/**
 * What two owners are to each other. `same`: one resource, although its stack may have been renamed. `sameStack`: two resources of one
 * stack. `unclear`: the stacks have the same name, but one of them was written by version 0.1.0, which knew no stack ids, so
 * nothing tells whether the stacks are one.
 */
export type Relation = "same" | "sameStack" | "unclear" | "another";

/** How two owners are related, by what is written of them. */
export function relationOf(one: Owner, other: Owner): Relation {
  const isSame = isSameResource(one, other);
  if (one.stackId !== undefined && other.stackId !== undefined) {
    if (one.stackId !== other.stackId) return "another";
    return isSame ? "same" : "sameStack";
  }
  if (stackOf(one.urn) !== stackOf(other.urn)) return "another";
  if (one.stackId !== other.stackId) return "unclear";
  return isSame ? "same" : "sameStack";
}

/** Whether two owners have the same place in their stacks. */
export const isSameResource = (one: Owner, other: Owner): boolean =>
  resourceOf(one.urn) === resourceOf(other.urn);

/** Whether two owners are resources of one stack. */
export const isOneStack = (one: Owner, other: Owner): boolean =>
  ["same", "sameStack"].includes(relationOf(one, other));

/**
 * The URN as it is written into AEP: the same for a dynamic resource and for one of the native plugin,
 * `urn:pulumi:dev::shop::aep:index:ExportJob::daily`. What is written is a promise: it must not change.
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

/** What names a resource within its stack: project, types of its parents and its own, name. */
export function resourceOf(urn: string): string {
  const { project, types, name } = partsOf(urn);
  return `${project}::${types}::${name}`;
}

/** The name of a resource, the last part of its URN. */
export const nameOf = (urn: string): string => partsOf(urn).name;

/** The parts of a URN, `urn:pulumi:<stack>::<project>::<types>::<name>`. A name may hold colons, too. */
function partsOf(urn: string): { stack: string; project: string; types: string; name: string } {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { stack, project, types: types.split("$").map(typeOf).join("$"), name: name.join("::") };
}

/** A type as the native plugin has it, of whichever door or version it comes. */
const typeOf = (type: string): string =>
  type.replace(/^pulumi-nodejs:dynamic\/aep:/, "aep:index:").replace(/^pulumi-aep:index:/, "aep:index:");
