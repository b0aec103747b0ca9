import { Command } from "commander";
import { oneLine } from "../provider/aep/http/errors";
import { cancel } from "./commands/cancel";
import { download } from "./commands/download";
import { files } from "./commands/files";
import { importExports } from "./commands/import";
import { jobs } from "./commands/jobs";
import { peek } from "./commands/peek";
import { release } from "./commands/release";
import { status } from "./commands/status";
import type { Open } from "./context";
import { exitCodesHelp } from "./exitCodes";
import { manifest } from "./manifest";

const configurationHelp = `
Settings are the provider's own: AEP_CLIENT_ID and AEP_CLIENT_SECRET, or AEP_ACCESS_TOKEN and AEP_API_KEY; AEP_ORG_ID;
and, where the defaults do not fit, AEP_SANDBOX_NAME, AEP_BASE_URL, AEP_IMS_URL, AEP_SCOPES. With --stack, the stack's
configuration (aep:orgId, …) comes before them. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are those of a proxy.

The result is on stdout, everything else on stderr.`;

/** The command line of `aep-export`. */
export function createProgram(open: Open): Command {
  const program = new Command("aep-export")
    .description("See to profile exports of Adobe Experience Platform around `pulumi up`.")
    .version(manifest().version)
    .option("--json", "the result as one JSON document")
    .option("--sandbox <name>", "the sandbox, in place of the configured one")
    .option("--stack <name>", "take the configuration of this Pulumi stack, by the pulumi on PATH")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (message, write) => write(`aep-export: ${oneLine(message.replace(/^error: /, ""))}\n`),
    })
    .exitOverride()
    .addHelpText("after", `${configurationHelp}\n${exitCodesHelp}`);
  for (const define of [jobs, status, cancel, files, download, peek, importExports, release])
    define(program, open);
  return program;
}
