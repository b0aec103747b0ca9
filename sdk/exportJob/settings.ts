import * as pulumi from "@pulumi/pulumi";

/**
 * The settings of programs alone, with their environment variables. The settings of the client are
 * in `provider/aep/http/settings.ts`.
 */
export const programSettingKeys = { wait: "AEP_WAIT", estimateProfiles: "AEP_ESTIMATE_PROFILES" } as const;

/**
 * Whether the program waits for exports and downloads their files: `aep:wait` (`AEP_WAIT`), true by
 * default. The engine does not tell a program which command runs it, so the user has to say that a
 * `destroy --run-program` must not wait.
 */
export const waitsForExports = (): boolean => isSet("wait", true);

/**
 * Whether each job has an input with the number of profiles at preview: `aep:estimateProfiles`
 * (`AEP_ESTIMATE_PROFILES`), false by default.
 */
export const estimatesProfiles = (): boolean => isSet("estimateProfiles", false);

/**
 * The advice in errors of the wait, for commands that run the program only to read what it
 * declares.
 */
export const withoutWaiting = "To `destroy` or `refresh` with --run-program, set AEP_WAIT=false.";

function isSet(key: keyof typeof programSettingKeys, byDefault: boolean): boolean {
  const variable = programSettingKeys[key];
  const given = pulumi.runtime.getConfig(`aep:${key}`)?.trim() || process.env[variable]?.trim();
  if (!given) return byDefault;
  if (given !== "true" && given !== "false")
    throw new pulumi.RunError(
      `aep:${key} (${variable}) is neither true nor false: "${given}". Set it to one of them.`,
    );
  return given === "true";
}
