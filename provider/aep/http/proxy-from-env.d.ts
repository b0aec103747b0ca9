// The package has no types of its own.
declare module "proxy-from-env" {
  /** The proxy that the environment names for a URL; empty if there is none or NO_PROXY excludes the URL. */
  export function getProxyForUrl(url: string): string;
}
