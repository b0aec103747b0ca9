import * as pulumi from "@pulumi/pulumi";
import type * as Provider from "../provider";

/** The provider's code, loaded by those programs only that call AEP themselves: most of its cost is the HTTP client. */
export const provider = (): typeof Provider =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an `import` would load it in every program
  require("../provider") as typeof Provider;

let session: Provider.Session | undefined;

/** The client that this program calls AEP with: the stack's configuration, one pool of connections and one token. */
export function connect(): Provider.AepClient {
  session ??= new (provider().Session)(
    (key) => pulumi.runtime.getConfig(`aep:${key}`),
    (message) => void pulumi.log.info(message),
  );
  return session.client();
}
