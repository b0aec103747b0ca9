import type { SegmentJob } from "../../contract/segmentJobs";
import { Http } from "../../provider/aep/http/http";
import { emulatorClient, emulatorSettings } from "../../tools/quickstart/emulator";
import { eventually } from "./eventually";

/** Evaluates segments in an emulator, all of the sandbox if none is named, as AEP does once a day. */
export async function evaluate(
  url: string,
  { sandbox = "prod", segments }: { sandbox?: string; segments?: string[] } = {},
): Promise<SegmentJob> {
  const { body } = await new Http({ ...emulatorSettings(url), sandboxName: sandbox }).send({
    operation: "Evaluating segments",
    method: "POST",
    path: ["/data/core/ups", "segment", "jobs"],
    body: segments?.map((segmentId) => ({ segmentId })) ?? {
      schema: { name: "_xdm.context.profile" },
      segments: [{ segmentId: "*" }],
    },
  });
  const { id } = body as SegmentJob;
  return eventually(async () => {
    for await (const job of emulatorClient(url).inSandbox(sandbox).segmentJobs.list({ status: "SUCCEEDED" }))
      if (job.id === id) return job;
    return undefined;
  });
}
