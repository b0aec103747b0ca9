import { previewJob } from "../../../provider/exportJob/preview";
import { unknownValue } from "../../../provider/inputs/unknown";
import { evaluate } from "../../worlds/evaluation";
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

test("a segment that AEP has not evaluated is warned of, unless the export evaluates it", async () => {
  const run = new EngineRun(url());
  const dataset = await run.dataset("Young");
  await evaluate(url());
  const { id: segmentId } = await run.aep.segments.create({
    name: "Young",
    schema: { name: "_xdm.context.profile" },
    expression: { type: "PQL", format: "pql/text", value: "person.birthYear > 2000" },
  });
  const warned = async (evaluationInfo?: { segmentation: boolean }) => {
    const warnings: string[] = [];
    const context = { ...run.of("young"), warn: (message: string) => void warnings.push(message) };
    const filter = { segments: [{ segmentId }] };
    await previewJob(context, { dataset, fields: ["person.name"], filter, evaluationInfo, sandboxName });
    return warnings;
  };
  expect(await warned()).toEqual([
    expect.stringMatching(/^none of AEP's newest evaluations has segment "Young", so .* find nobody in it\./),
  ]);
  expect(await warned({ segmentation: true })).toEqual([]);
});
