// The package has no types of its own.
declare module "proxy-from-env" {
  /** The proxy that the environment names for a URL; empty if none, or if NO_PROXY excludes it. */
  export function getProxyForUrl(url: string): string;
}
