/** The Pulumi release that is downloaded or built: the oldest that is supported, with the SDK of the lock file. */
export const pulumiVersion = "3.230.0";

/** The `1.2.3` in the output of a `version` command. Undefined if there is none. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0];
}

/** Whether one `1.2.3` is at least as new as another. */
export function isAtLeast(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, "en", { numeric: true }) >= 0;
}
