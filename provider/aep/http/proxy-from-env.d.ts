// The package comes without types.
declare module "proxy-from-env" {
  /** The proxy that the environment names for a URL; empty where there is none, or NO_PROXY says so. */
  export function getProxyForUrl(url: string): string;
}
