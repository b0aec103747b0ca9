import { Command } from "commander";
import { oneLine } from "../provider/aep/http/errors";
import { cancel } from "./commands/cancel";
import { doctor } from "./commands/doctor";
import { download } from "./commands/download";
import { files } from "./commands/files";
import { importExports } from "./commands/import";
import { jobs } from "./commands/jobs";
import { peek } from "./commands/peek";
import { profile } from "./commands/profile";
import { release } from "./commands/release";
import { status } from "./commands/status";
import type { Open } from "./context";
import { exitCodesHelp } from "./exitCodes";
import { manifest } from "./manifest";

const configurationHelp = `
Settings are those of the provider:
  required   AEP_ORG_ID; AEP_CLIENT_ID and AEP_CLIENT_SECRET, or AEP_ACCESS_TOKEN and AEP_API_KEY
  optional   AEP_SANDBOX_NAME, AEP_BASE_URL, AEP_IMS_URL, AEP_SCOPES
  proxy      HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS
With --stack, the configuration of the stack (aep:orgId, …) comes before these variables.

The result is written to stdout, everything else to stderr.`;

/** The command line of `aep-export`. */
export function createProgram(open: Open): Command {
  const program = new Command("aep-export")
    .description("Inspect, wait for, cancel and download AEP profile exports")
    .version(manifest().version)
    .option("--json", "write the result as one JSON document")
    .option("--sandbox <name>", "the sandbox, instead of the configured one")
    .option("--stack <name>", "use the configuration of this Pulumi stack, read by the pulumi on PATH")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (message, write) => write(`aep-export: ${oneLine(message.replace(/^error: /, ""))}\n`),
    })
    .exitOverride()
    .addHelpText("after", `${configurationHelp}\n${exitCodesHelp}`);
  const reading = [doctor, jobs, status, files, download, peek, profile];
  for (const define of [...reading, cancel, importExports, release]) define(program, open);
  return program;
}
