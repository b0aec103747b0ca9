import type { ExportJobRequest } from "../../contract/exportJobs";
import { checkExportJob } from "../../provider/exportJob/declaration/schema";
import type { ExportJobInputs } from "../../provider/exportJob/declaration/inputs";
import { exportRequest } from "../../provider/exportJob/declaration/request";
import { samplesOf } from "../samples/sample";

const exportJobs = samplesOf("exportJobs");

/** The inputs with which a program makes each documented request. */
const programs: Record<string, ExportJobInputs> = {
  create: {
    dataset: "5b020a27e7040801dedba61b",
    fields: ["identities.id", "personalEmail.address"],
    mergePolicy: { id: "e5bc94de-cd14-4cdf-a2bc-88b6e8cbfac2", version: 1 },
    filter: {
      segments: [
        {
          segmentId: "4edc8488-2c35-4f6d-b4c6-9075c68d2df4",
          segmentNs: "AAM",
          status: ["realized"],
        },
        {
          segmentId: "1rfe8422-334d-12f4-3sd4-12cf6g990g51",
          segmentNs: "UPS",
          status: ["exited"],
        },
      ],
      segmentQualificationTime: { startTime: "2019-09-01T00:00:00Z", endTime: "2019-09-02T00:00:00Z" },
      fromIngestTimestamp: "2018-10-25T13:22:04-07:00",
      emptyProfiles: false,
    },
    additionalFields: {
      eventList: {
        fields: ["environment.browserDetails.name", "environment.browserDetails.version"],
        filter: { fromIngestTimestamp: "2018-10-25T13:22:04-07:00" },
      },
    },
    segmentPerBatch: true,
    evaluationInfo: { segmentation: true },
  },
  createOfGuide: {
    dataset: "5b7c86968f7b6501e21ba9df",
    fields: "identities.id,personalEmail.address",
    mergePolicy: { id: "timestampOrdered-none-mp", version: 1 },
    filter: {
      segments: [
        { segmentId: "52c26d0d-45f2-47a2-ab30-ed06abc981ff", segmentNs: "ups", status: ["realized"] },
      ],
      segmentQualificationTime: { startTime: "2018-01-01T00:00:00Z", endTime: "2018-02-01T00:00:00Z" },
      fromIngestTimestamp: "2018-01-01T00:00:00Z",
      emptyProfiles: true,
    },
    additionalFields: {
      eventList: { fields: "string", filter: { fromIngestTimestamp: "2018-01-01T00:00:00Z" } },
    },
  },
};
const { evaluationInfo: _, ...withoutEvaluation } = programs["create"]!;
programs["createWithoutEvaluation"] = withoutEvaluation;

test.each(Object.entries(programs))("a program can make the documented request: %s", (name, inputs) => {
  expect(checkExportJob({ ...inputs })).toEqual([]);
  expect(exportRequest(inputs)).toEqual(exportJobs(name).request.body as ExportJobRequest);
});
