import type { EnforcementLevel, PolicyConfigSchema, ResourceValidationPolicy } from "@pulumi/policy";
import type { ResourceKind } from "./resource";

/** What is wrong with a resource, in three parts of one sentence or two. */
export interface Violation {
  /** Path of the property, such as `fields[0]`. */
  property: string;
  /** Goes on from the property: `is not set, so …`. */
  reason: string;
  /** What to do, as an order. */
  remedy: string;
}

/** What resources of one kind must keep to. */
export interface Rule<Declared, Settings extends object = Record<string, never>> {
  /** As the configuration and the CLI name it. */
  name: string;
  /** What is asked for, in one sentence. */
  description: string;
  /** `mandatory` refuses the run, `advisory` warns; the configuration may say otherwise. */
  level: EnforcementLevel;
  kind: ResourceKind<Declared>;
  /** What can be configured, each with its default. */
  settings: { [Key in keyof Settings]: Setting<Settings[Key]> };
  /** At preview a value may not be known yet: reading it throws, and Pulumi says that the rule has to wait. See {@link knownFirst}. */
  violations(declared: Declared, settings: Settings): Iterable<Violation>;
}

/** One value of a rule's configuration. */
export type Setting<Value> = PolicyConfigSchema["properties"][string] & {
  description: string;
  default: Value;
};

/** A setting that lists names. */
export const names = (description: string, ...defaults: string[]): Setting<string[]> => ({
  type: "array",
  items: { type: "string", minLength: 1 },
  description,
  default: defaults,
});

/** Judges part by part, and throws of a part that is not known yet only after all others, so that it hides none of them. */
export function* knownFirst(parts: (() => Iterable<Violation>)[]): Generator<Violation> {
  let unknown: { error: unknown } | undefined;
  for (const part of parts) {
    try {
      yield* part();
    } catch (error) {
      unknown ??= { error };
    }
  }
  if (unknown) throw unknown.error;
}

/** Makes a rule a policy of the pack. */
export function policyOf<Declared, Settings extends object>(
  rule: Rule<Declared, Settings>,
): ResourceValidationPolicy {
  const { name, description, level, kind, settings } = rule;
  return {
    name,
    description,
    enforcementLevel: level,
    configSchema: { properties: settings },
    validateResource: (resource, reportViolation) => {
      if (resource.type !== kind.type) return;
      const violations = rule.violations(resource.props as Declared, resource.getConfig<Settings>());
      for (const { property, reason, remedy } of violations)
        reportViolation(`${kind.noun} "${resource.name}": ${property} ${reason}. ${remedy}.`);
    },
  };
}
