import { previewJob } from "../../../provider/exportJob/preview";
import { unknownValue } from "../../../provider/inputs/unknown";
import { emulatorForTests, EngineRun, sandboxName } from "../../worlds/engineRun";

const { url } = emulatorForTests({ jobSeconds: 0 });

test("a job to adopt is compared at preview in what is known, though its dataset is not", async () => {
  const run = new EngineRun(url());
  const dataset = await run.dataset("Nightly");
  const { id } = await run.aep.exportJobs.create({
    fields: "person.name",
    destination: { datasetId: dataset },
    schema: { name: "_xdm.context.profile" },
  });
  const preview = (fields: string[]) =>
    previewJob(
      { ...run.of("daily"), warn: () => undefined },
      { dataset: unknownValue, adopt: id, fields, sandboxName },
    );

  await preview(["person.name"]);
  expect(run.log.at(-1)).toMatch(new RegExp(`^takes over job ${id} \\(\\w+\\); nothing is exported anew$`));
  await expect(preview(["person"])).rejects.toThrow("it differs from the declaration in fields");
});
