import type { EnforcementLevel, PolicyConfigSchema, ResourceValidationPolicy } from "@pulumi/policy";
import type { ResourceKind } from "./resource";

/** A property of a resource that breaks a rule: the message is `PROPERTY REASON. REMEDY.` */
export interface Violation {
  /** Path of the property, such as `fields[0]`. */
  property: string;
  /** Continues the sentence that begins with the property: `is not set, so …`. */
  reason: string;
  /** What to do, as an order. */
  remedy: string;
}

/** A rule for the resources of one kind. */
export interface Rule<Declared, Settings extends object = Record<string, never>> {
  /** Name of the rule in the configuration and in the CLI. */
  name: string;
  /** What the rule requires, in one sentence. */
  description: string;
  /** `mandatory` refuses the run, `advisory` warns. The configuration may override it. */
  level: EnforcementLevel;
  kind: ResourceKind<Declared>;
  /** The settings of the rule, each with its default. */
  settings: { [Key in keyof Settings]: Setting<Settings[Key]> };
  /**
   * The violations of one resource. At preview, reading a value that is not known yet throws an
   * error, and Pulumi reports that the rule cannot run before the update. See {@link knownFirst}.
   */
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

/**
 * Checks all parts. An error of a part that is not known yet is thrown at the end, so that it hides
 * no other part.
 */
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
      const configured = resource.getConfig<Settings>();
      refuseUnknownSettings(rule, configured);
      const violations = rule.violations(resource.props as Declared, configured);
      for (const { property, reason, remedy } of violations)
        reportViolation(`${kind.noun} "${resource.name}": ${property} ${reason}. ${remedy}.`);
    },
  };
}

/** The engine checks the types of settings, but accepts settings that do not exist. */
export function refuseUnknownSettings(
  { name, settings }: { name: string; settings: object },
  configured: object,
): void {
  const known = Object.keys(settings);
  const unknown = Object.keys(configured).filter((setting) => !known.includes(setting));
  if (unknown.length === 0) return;
  const listed = unknown.map((setting) => `"${setting}"`).join(", ");
  const error = new Error(
    `${name} has no setting ${listed}. Use ${["enforcementLevel", ...known].join(", ")}`,
  );
  // The SDK shows the stack of an error to the user.
  error.stack = error.message;
  throw error;
}
