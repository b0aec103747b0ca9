/** A ready access token, or a client of IMS that fetches its own tokens. */
export type Credentials =
  | { kind: "accessToken"; accessToken: string; apiKey: string }
  | { kind: "client"; clientId: string; clientSecret: string; scopes: string };

/** The address of AEP and the credentials for it. */
export interface AepSettings {
  /** URL of the AEP gateway, without a trailing slash, e.g. `https://platform.adobe.io`. */
  baseUrl: string;
  /** URL of Adobe's IMS, without a trailing slash. Used with client credentials only. */
  imsUrl: string;
  /** The organization, e.g. `1234@AdobeOrg`. */
  orgId: string;
  sandboxName: string;
  credentials: Credentials;
}

/** The sources of settings. A blank value counts as absent, and `config` wins over `env`. */
export interface SettingSources {
  /** The value of a configuration key such as `accessToken`, without its namespace. */
  config(key: SettingKey): string | undefined;
  env: NodeJS.ProcessEnv;
}

/**
 * The configuration keys (namespace `aep`), each with the environment variable that may replace it.
 * The schema of the native plugin takes its descriptions from here.
 */
export const settingKeys = {
  /** URL of the AEP gateway. */
  baseUrl: "AEP_BASE_URL",
  /** URL of Adobe's IMS, which gives access tokens to a client. */
  imsUrl: "AEP_IMS_URL",
  /** The organization, e.g. `1234@AdobeOrg`. Every program needs it. */
  orgId: "AEP_ORG_ID",
  /** The sandbox of resources and look-ups that do not name another. */
  sandboxName: "AEP_SANDBOX_NAME",
  /** A ready access token, in place of `clientId` and `clientSecret`. It needs `apiKey`. */
  accessToken: "AEP_ACCESS_TOKEN",
  /** The API key that the access token was issued for. `clientId` may stand in for it. */
  apiKey: "AEP_API_KEY",
  /** Id of the client of IMS that fetches access tokens. It needs `clientSecret`. */
  clientId: "AEP_CLIENT_ID",
  /** Secret of the client of IMS. */
  clientSecret: "AEP_CLIENT_SECRET",
  /** Scopes of the access tokens that the client fetches, with commas between. */
  scopes: "AEP_SCOPES",
} as const;

export type SettingKey = keyof typeof settingKeys;

/** The settings that are secrets. */
export const secretSettings: readonly string[] = ["accessToken", "clientSecret"];

/** The values of settings that are not given. */
export const settingDefaults = {
  baseUrl: "https://platform.adobe.io",
  imsUrl: "https://ims-na1.adobelogin.com",
  sandboxName: "prod",
  scopes: "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session",
} as const;

/** How messages name a setting: `aep:orgId (AEP_ORG_ID)`. */
export const settingName = (key: SettingKey): string => `aep:${key} (${settingKeys[key]})`;

/**
 * Reads settings from configuration and environment. Returns the settings, or every problem with them.
 * A problem names its keys and variables, and never the value of a secret.
 */
export function readSettings(sources: SettingSources): { settings: AepSettings } | { problems: string[] } {
  const problems: string[] = [];
  const values = new Values(sources, problems);
  const baseUrl = values.url("baseUrl");
  const imsUrl = values.url("imsUrl");
  const orgId = values.header("orgId");
  if (orgId === undefined) problems.push(`The organization is missing: set ${settingName("orgId")}.`);
  const sandboxName = values.header("sandboxName") ?? settingDefaults.sandboxName;
  const credentials = readCredentials(values, problems);
  if (problems.length > 0 || !baseUrl || !imsUrl || !orgId || !credentials) return { problems };
  return { settings: { baseUrl, imsUrl, orgId, sandboxName, credentials } };
}

function readCredentials(values: Values, problems: string[]): Credentials | undefined {
  const accessToken = values.header("accessToken")?.replace(/^Bearer\s+/i, "");
  const clientId = values.header("clientId");
  const clientSecret = values.get("clientSecret");
  const clientIsNearer =
    !values.inConfig("accessToken") && values.inConfig("clientId") && values.inConfig("clientSecret");
  if (accessToken !== undefined && !clientIsNearer) {
    const apiKey = values.header("apiKey") ?? clientId;
    if (apiKey !== undefined) return { kind: "accessToken", accessToken, apiKey };
    problems.push(`An access token needs the API key it was issued for: set ${settingName("apiKey")}.`);
    return undefined;
  }
  if (clientId !== undefined && clientSecret !== undefined) {
    return { kind: "client", clientId, clientSecret, scopes: values.get("scopes") ?? settingDefaults.scopes };
  }
  if (clientId !== undefined) {
    problems.push(
      `${settingName("clientId")} is set without its secret: set ${settingName("clientSecret")}.`,
    );
  } else if (clientSecret !== undefined) {
    problems.push(
      `${settingName("clientSecret")} is set without its client: set ${settingName("clientId")}.`,
    );
  } else {
    problems.push(
      `Credentials are missing: set ${settingName("clientId")} and ${settingName("clientSecret")}, ` +
        `or ${settingName("accessToken")} and ${settingName("apiKey")}.`,
    );
  }
  return undefined;
}

class Values {
  constructor(
    private readonly sources: SettingSources,
    private readonly problems: string[],
  ) {}

  inConfig(key: SettingKey): boolean {
    return present(this.sources.config(key)) !== undefined;
  }

  get(key: SettingKey): string | undefined {
    return present(this.sources.config(key)) ?? present(this.sources.env[settingKeys[key]]);
  }

  /** A value for a header, where HTTP allows visible ASCII only. */
  header(key: SettingKey): string | undefined {
    const value = this.get(key);
    if (value === undefined || /^[\x20-\x7e]+$/.test(value)) return value;
    this.problems.push(
      `${settingName(key)} holds characters that cannot be sent: check for a line break or a stray character.`,
    );
    return undefined;
  }

  url(key: "baseUrl" | "imsUrl"): string | undefined {
    const value = this.get(key) ?? settingDefaults[key];
    const problem = urlProblem(value);
    if (problem === undefined) return value.replace(/\/+$/, "");
    this.problems.push(`${settingName(key)} ${problem}, such as ${settingDefaults[key]}.`);
    return undefined;
  }
}

function urlProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return "is not a URL: give one";
  const url = new URL(value);
  if (url.username || url.password || url.search || url.hash)
    return "must be a plain address, without credentials, query or fragment";
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return undefined;
  return "must be an https URL (http is for this machine only)";
}

function present(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed ? trimmed : undefined;
}

/** Whether the host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}
