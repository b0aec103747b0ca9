import * as pulumi from "@pulumi/pulumi";

/**
 * The setting of programs alone, with its environment variable. The settings of the client are in
 * `provider/aep/http/settings.ts`.
 */
export const programSettingKeys = { wait: "AEP_WAIT" } as const;

/**
 * Whether the program waits for exports and downloads their files: `aep:wait` (`AEP_WAIT`), true by
 * default. The engine does not tell a program which command runs it, so the user has to say that a
 * `destroy --run-program` must not wait.
 */
export function waitsForExports(): boolean {
  const given =
    pulumi.runtime.getConfig("aep:wait")?.trim() || process.env[programSettingKeys.wait]?.trim() || "true";
  if (given !== "true" && given !== "false")
    throw new pulumi.RunError(
      `aep:wait (AEP_WAIT) is neither true nor false: "${given}". Set it to one of them.`,
    );
  return given === "true";
}

/**
 * The advice in errors of the wait, for commands that run the program only to read what it
 * declares.
 */
export const withoutWaiting = "To `destroy` or `refresh` with --run-program, set AEP_WAIT=false.";
