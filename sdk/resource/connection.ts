import * as pulumi from "@pulumi/pulumi";
import type * as Provider from "../../provider/programs";
import { onceARun } from "./run";

/** The provider's code, loaded by those programs only that call AEP themselves: most of its cost is the HTTP client. */
export const provider = (): typeof Provider =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an `import` would load it in every program
  require("../../provider/programs") as typeof Provider;

/** What a run of the program knows: the stack's configuration, one client, and what has been looked up. */
export const session = onceARun(
  () =>
    new (provider().Session)((key) => pulumi.runtime.getConfig(`aep:${key}`), {
      log: (message) => void pulumi.log.info(message),
    }),
);

/** The client that a run of the program calls AEP with: one pool of connections and one token. */
export const connect = (): Provider.AepClient => session().client();
