import * as pulumi from "@pulumi/pulumi";

/** `local.Command` of `@pulumi/command`, named by its type, so that it needs the plugin and not the package. */
class Command extends pulumi.CustomResource {
  declare readonly stdout: pulumi.Output<string>;

  constructor(name: string, args: { create: pulumi.Input<string>; delete: pulumi.Input<string> }) {
    super("command:local:Command", name, { stdout: undefined, ...args });
  }
}

const { AEP_BASE_URL, AEP_ACCESS_TOKEN, AEP_API_KEY, AEP_ORG_ID, PAIRS } = process.env;

const curl =
  `curl --silent --fail -H "Authorization: Bearer ${AEP_ACCESS_TOKEN}" -H "x-api-key: ${AEP_API_KEY}" ` +
  `-H "x-gw-ims-org-id: ${AEP_ORG_ID}" -H "x-sandbox-name: prod" -H "Content-Type: application/json"`;
const datasets = `${AEP_BASE_URL}/data/foundation/catalog/dataSets`;
const jobs = `${AEP_BASE_URL}/data/core/ups/export/jobs`;
/** What a later step reads from the answer of the first step. */
const answer = "$PULUMI_COMMAND_STDOUT";

for (let pair = 0; pair < Number(PAIRS); pair += 1) {
  const body = JSON.stringify({
    name: `Pair ${pair}`,
    schemaRef: {
      id: "https://ns.adobe.com/xdm/context/profile__union",
      contentType: "application/vnd.adobe.xed+json;version=1",
    },
    fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
  });
  const dataset = new Command(`dataset-${pair}`, {
    create: `set -o pipefail; ${curl} -X POST ${datasets} -d '${body}' | sed -n 's/.*@\\/dataSets\\/\\([^"]*\\)".*/\\1/p'`,
    delete: `${curl} -X DELETE ${datasets}/${answer}`,
  });
  const job = dataset.stdout.apply((datasetId) =>
    JSON.stringify({
      fields: "person.name",
      schema: { name: "_xdm.context.profile" },
      destination: { datasetId },
    }),
  );
  new Command(`job-${pair}`, {
    create: pulumi.interpolate`set -o pipefail; ${curl} -X POST ${jobs} -d '${job}' | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p'`,
    delete: `${curl} -X DELETE ${jobs}/${answer}`,
  });
}
