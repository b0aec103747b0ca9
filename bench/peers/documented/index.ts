import * as pulumi from "@pulumi/pulumi";
import axios from "axios";

/** As in Pulumi's documentation: credentials are an input, the HTTP client is imported, and the class gets the provider. */
interface DatasetInputs {
  token: pulumi.Input<string>;
  name: pulumi.Input<string>;
}

interface JobInputs {
  token: pulumi.Input<string>;
  dataset: pulumi.Input<string>;
}

interface DatasetProps {
  token: string;
  name: string;
}

interface JobProps {
  token: string;
  dataset: string;
  status?: string;
}

const baseUrl = process.env.AEP_BASE_URL;
const apiKey = process.env.AEP_API_KEY;
const orgId = process.env.AEP_ORG_ID;

const headers = (token: string) => ({
  Authorization: `Bearer ${token}`,
  "x-api-key": apiKey,
  "x-gw-ims-org-id": orgId,
  "x-sandbox-name": "prod",
});

const datasetProvider: pulumi.dynamic.ResourceProvider<DatasetProps, DatasetProps> = {
  async create(inputs) {
    const answer = await axios.post<string[]>(
      `${baseUrl}/data/foundation/catalog/dataSets`,
      {
        name: inputs.name,
        schemaRef: {
          id: "https://ns.adobe.com/xdm/context/profile__union",
          contentType: "application/vnd.adobe.xed+json;version=1",
        },
        fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
      },
      { headers: headers(inputs.token) },
    );
    return { id: answer.data[0]!.replace("@/dataSets/", ""), outs: inputs };
  },
  async read(id, props) {
    await axios.get(`${baseUrl}/data/foundation/catalog/dataSets/${id}`, { headers: headers(props!.token) });
    return { id, props };
  },
  async delete(id, props) {
    await axios.delete(`${baseUrl}/data/foundation/catalog/dataSets/${id}`, {
      headers: headers(props.token),
    });
  },
};

const jobProvider: pulumi.dynamic.ResourceProvider<JobProps, JobProps> = {
  async create(inputs) {
    const answer = await axios.post<{ id: number; status: string }>(
      `${baseUrl}/data/core/ups/export/jobs`,
      {
        fields: "person.name",
        schema: { name: "_xdm.context.profile" },
        destination: { datasetId: inputs.dataset },
      },
      { headers: headers(inputs.token) },
    );
    return { id: String(answer.data.id), outs: { ...inputs, status: answer.data.status } };
  },
  async read(id, props) {
    const answer = await axios.get<{ status: string }>(`${baseUrl}/data/core/ups/export/jobs/${id}`, {
      headers: headers(props!.token),
    });
    return { id, props: { ...props!, status: answer.data.status } };
  },
  async delete(id, props) {
    await axios.delete(`${baseUrl}/data/core/ups/export/jobs/${id}`, { headers: headers(props.token) });
  },
};

class Dataset extends pulumi.dynamic.Resource {
  constructor(name: string, args: DatasetInputs, opts?: pulumi.CustomResourceOptions) {
    super(datasetProvider, name, args, opts);
  }
}

class ExportJob extends pulumi.dynamic.Resource {
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: JobInputs, opts?: pulumi.CustomResourceOptions) {
    super(jobProvider, name, { status: undefined, ...args }, opts);
  }
}

const token = process.env.AEP_ACCESS_TOKEN ?? "";
for (let pair = 0; pair < Number(process.env.PAIRS); pair += 1) {
  const dataset = new Dataset(`dataset-${pair}`, { token, name: `Pair ${pair}` });
  new ExportJob(`job-${pair}`, { token, dataset: dataset.id });
}
