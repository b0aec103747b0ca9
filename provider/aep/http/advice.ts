import type { AepErrorKind } from "./errors";
import { type AepSettings, settingName } from "./settings";

/** What a user can do about an error: by AEP's error code, or else by kind. */
export type Advice = Partial<Record<AepErrorKind | `${number}`, string>>;

const later = { throttled: "Try again later.", unavailable: "Try again later." };

/** Advice for a call to AEP itself that needs these permissions. */
export function aepAdvice(
  { baseUrl, sandboxName, credentials }: AepSettings,
  permissions: readonly string[] = [],
): Advice {
  const byToken = credentials.kind === "accessToken";
  const key = settingName(byToken ? "apiKey" : "clientId");
  const reach = `Check ${settingName("baseUrl")}, which is ${baseUrl}.`;
  return {
    ...later,
    unauthorized: byToken
      ? `The access token is expired or wrong: set a fresh one as ${settingName("accessToken")}.`
      : `AEP refuses a token that was just fetched: check in the Adobe Developer Console that ${key} has not been revoked, and that ${settingName("imsUrl")} belongs to ${baseUrl}.`,
    forbidden: `Check that a role of the credentials reaches sandbox "${sandboxName}" (${settingName("sandboxName")}) and grants ${inWords(permissions)} there.`,
    "403000": `Check ${key}.`,
    "403003": `Check ${key}.`,
    "403025": `Check ${settingName("orgId")}: the token belongs to another organization.`,
    "400003": `Check ${settingName("orgId")}.`,
    notFound: `Check that it exists in sandbox "${sandboxName}".`,
    network: reach,
    timeout: reach,
    unexpected: reach,
  };
}

/** Advice for fetching a token from IMS. */
export function imsAdvice({ imsUrl }: AepSettings): Advice {
  const reach = `Check ${settingName("imsUrl")}, which is ${imsUrl}.`;
  const credentials = `Check ${settingName("clientId")}, ${settingName("clientSecret")} and ${settingName("scopes")}.`;
  return {
    ...later,
    unauthorized: credentials,
    forbidden: credentials,
    invalid: credentials,
    notFound: reach,
    network: reach,
    timeout: reach,
    unexpected: reach,
  };
}

/** `the permission "View Datasets"`. */
function inWords(permissions: readonly string[]): string {
  const names = permissions.map((name) => `"${name}"`).join(" and ");
  if (permissions.length === 0) return "the permission for this call";
  return `the ${permissions.length === 1 ? "permission" : "permissions"} ${names}`;
}
