import * as pulumi from "@pulumi/pulumi";
import type * as Provider from "../../provider/programs";
import { onceARun } from "./run";

/**
 * The provider's code. Loaded late, because the HTTP client is slow to load and many programs make
 * no calls themselves.
 */
export const provider = (): typeof Provider =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an `import` would load it in every program
  require("../../provider/programs") as typeof Provider;

/**
 * The session of this run: the stack's configuration, one client, and the results of earlier
 * look-ups.
 */
export const session = onceARun(
  () =>
    new (provider().Session)((key) => pulumi.runtime.getConfig(`aep:${key}`), {
      log: (message) => void pulumi.log.info(message),
    }),
);

/**
 * The client with which a run of the program calls AEP, with one pool of connections and one token.
 *
 * @param sandboxName Defaults to the configured sandbox.
 */
export function connect(sandboxName?: string): Provider.AepClient {
  const client = session().client();
  return sandboxName === undefined ? client : client.inSandbox(sandboxName);
}
