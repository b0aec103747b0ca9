import { getProxyForUrl } from "proxy-from-env";
import { isLoopback } from "./settings";

/** A proxy that the environment names. */
export interface Proxy {
  /** The variable that names it, such as `HTTPS_PROXY`. */
  variable: string;
  /** `host:port`, the only part of the URL that a message may show. */
  name: string;
  url: URL;
  /** `user:password`, unescaped. */
  credentials?: string;
  /** The password, escaped and unescaped, and the header value that holds it. */
  secrets: string[];
}

/** A proxy cannot be used or did not connect. Nothing has been sent to AEP. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  /** What the user can do about it, as a sentence. */
  readonly remedy: string;
  /** Status of the proxy's answer, if one came. */
  readonly status?: number;
  /** The system's code, such as `ECONNREFUSED`. */
  readonly code?: string;

  constructor(reason: string, about: { remedy: string; status?: number; code?: string }) {
    super(reason);
    this.remedy = about.remedy;
    this.status = about.status;
    this.code = about.code;
  }
}

/** The variables that may name a proxy, the first one set wins. */
const variables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const namingVariable = (): string | undefined => variables.find((name) => process.env[name]);

/**
 * The proxy for calls to a URL; undefined if the URL is called directly, as this machine always is.
 * Throws a {@link ProxyError} if the environment names a proxy that cannot be used.
 */
export function proxyFor(target: string): Proxy | undefined {
  const variable = namingVariable();
  if (variable === undefined || isLoopback(new URL(target).hostname) || getProxyForUrl(target) === "")
    return undefined;
  const text = process.env[variable]?.trim() ?? "";
  // getProxyForUrl would read host:port without a scheme as https.
  const url = parse(text.includes("://") ? text : `http://${text}`);
  if (url === undefined) {
    throw new ProxyError(`${variable} is not the URL of an HTTP proxy`, {
      remedy: `Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, ${escaping}.`,
    });
  }
  const credentials = url.username || url.password ? `${decoded(url.username)}:${decoded(url.password)}` : "";
  return {
    variable,
    name: `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`,
    url,
    ...(credentials && { credentials }),
    secrets: [
      url.password,
      decoded(url.password),
      Buffer.from(url.password && credentials).toString("base64"),
    ],
  };
}

/** What to do about proxies if a URL cannot be reached directly, as a sentence. */
export function adviceWithoutProxy(target: string): string | undefined {
  if (isLoopback(new URL(target).hostname)) return undefined;
  const variable = namingVariable();
  return variable === undefined
    ? "Where there is a proxy, set HTTPS_PROXY."
    : `NO_PROXY leads past the proxy of ${variable}.`;
}

/** How to escape the characters that would end a user or a password. */
export const escaping = "with @ as %40, : as %3A, / as %2F, # as %23, % as %25 in user and password";

/** A path or a fragment is refused: it is the end of a password in which / or # was not escaped. */
function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isProxy = url && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname + url.search + url.hash);
  return isProxy ? url : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The text holds a percent sign that escapes nothing.
    return text;
  }
}
