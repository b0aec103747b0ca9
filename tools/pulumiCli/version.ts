/** The Pulumi release that is downloaded or built: a current one. */
export const pulumiVersion = "3.274.1";

/** The oldest Pulumi release that is supported, which the SDK of the lock file is of too. It is taken where no newer one can be had. */
export const oldestPulumiVersion = "3.230.0";

/** The `1.2.3` in the output of a `version` command. Undefined if there is none. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0];
}

/** Whether one `1.2.3` is at least as new as another. */
export function isAtLeast(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, "en", { numeric: true }) >= 0;
}
