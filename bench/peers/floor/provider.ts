import type * as pulumi from "@pulumi/pulumi";
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";

interface DatasetInputs {
  name: string;
}

interface JobInputs {
  dataset: string;
}

/** The package `bench-floor` that the state names: a provider that makes one call for each step, and nothing else. */
export const dataset: pulumi.dynamic.ResourceProvider<DatasetInputs, DatasetInputs> = {
  async create(inputs) {
    const [reference = ""] = (await call("POST", datasets, {
      name: inputs.name,
      schemaRef: {
        id: "https://ns.adobe.com/xdm/context/profile__union",
        contentType: "application/vnd.adobe.xed+json;version=1",
      },
      fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
    })) as string[];
    return { id: reference.replace("@/dataSets/", ""), outs: inputs };
  },
  async read(id, props) {
    await call("GET", `${datasets}/${id}`);
    return { id, props };
  },
  async delete(id) {
    await call("DELETE", `${datasets}/${id}`);
  },
};

export const job: pulumi.dynamic.ResourceProvider<JobInputs, JobInputs> = {
  async create(inputs) {
    const answer = (await call("POST", jobs, {
      fields: "person.name",
      schema: { name: "_xdm.context.profile" },
      destination: { datasetId: inputs.dataset },
    })) as { id: number };
    return { id: String(answer.id), outs: inputs };
  },
  async read(id, props) {
    await call("GET", `${jobs}/${id}`);
    return { id, props };
  },
  async delete(id) {
    await call("DELETE", `${jobs}/${id}`);
  },
};

const datasets = "/data/foundation/catalog/dataSets";
const jobs = "/data/core/ups/export/jobs";
const agent = new Agent({ keepAlive: true });

function call(method: string, path: string, body?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { AEP_BASE_URL, AEP_ACCESS_TOKEN, AEP_API_KEY, AEP_ORG_ID } = process.env;
    const headers = {
      authorization: `Bearer ${AEP_ACCESS_TOKEN}`,
      "x-api-key": AEP_API_KEY,
      "x-gw-ims-org-id": AEP_ORG_ID,
      "x-sandbox-name": "prod",
      "content-type": "application/json",
    };
    const sent = request(AEP_BASE_URL + path, { method, headers, agent }, (answer) => {
      const { statusCode = 0 } = answer;
      if (statusCode === 204) answer.resume().on("end", resolve);
      else if (statusCode < 300) json(answer).then(resolve, reject);
      else {
        answer.resume();
        reject(new Error(`${method} ${path}: ${statusCode}`));
      }
    });
    sent.on("error", reject).end(body && JSON.stringify(body));
  });
}
