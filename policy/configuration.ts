import type { Policy } from "@pulumi/policy";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";

/** Settings by rule, without the level. */
type Configuration = Record<string, object>;

/** What of a configuration no rule knows, each with what to do. */
export function unknownParts(configuration: Configuration, policies: Policy[]): string[] {
  const known = new Map(
    policies.map(({ name, configSchema }) => [name, Object.keys(configSchema?.properties ?? {})]),
  );
  // `all` sets the level of every rule.
  known.set("all", []);
  return Object.entries(configuration).flatMap(([rule, settings]) => {
    const names = known.get(rule);
    if (names === undefined) return [`there is no rule "${rule}". Rules are ${[...known.keys()].join(", ")}`];
    return Object.keys(settings)
      .filter((setting) => !names.includes(setting))
      .map(
        (setting) => `${rule} has no setting "${setting}". Use ${["enforcementLevel", ...names].join(", ")}`,
      );
  });
}

/**
 * Refuses a configuration with a rule or a setting that does not exist. The engine checks types only, and lets through what it
 * does not know: a misspelt rule would quietly keep its default.
 */
export function refuseUnknownParts(policies: Policy[]): void {
  // The only place at which a pack sees all of its configuration: @pulumi/policy shows each rule its own part.
  const { configure } = AnalyzerService;
  const read = configure.requestDeserialize;
  configure.requestDeserialize = (bytes) => {
    const request = read(bytes);
    const configuration: Configuration = {};
    request.getPolicyconfigMap().forEach((config, rule) => {
      configuration[rule] = config.getProperties()?.toJavaScript() ?? {};
    });
    const problems = unknownParts(configuration, policies);
    if (problems.length > 0) {
      // Thrown here it would reach the user without its message.
      request.getPolicyconfigMap = () => {
        throw plainError(problems.join("; "));
      };
    }
    return request;
  };
}

/** An error that reaches the user as its message: @pulumi/policy shows the stack. */
function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
