import { exportJobSettling } from "../../../provider/exportJob/end/settling";
import { Unfinished } from "../../../provider/lifecycle/lifecycle";
import { emulatorForTests, EngineRun } from "../../worlds/engineRun";

const { url } = emulatorForTests({ jobSeconds: 0, faults: { jobs: [{ fault: "fail-writing" }] } });

test("the end of an export that failed while it wrote tells what its batch tells", async () => {
  const run = new EngineRun(url());
  const known = await run.job("daily", { dataset: await run.dataset("Profiles") });
  const end = exportJobSettling.wait(run.of("daily"), known);
  await expect(end).rejects.toThrow(
    /^job \w+ ended FAILED: .*; batch \w+: part-00000\.parquet not written, errors of rows: .*\. Run `pulumi up` again/,
  );
  await expect(end).rejects.not.toThrow(/\.[.;,)]|\. \(/);
  await expect(end).rejects.toThrow(Unfinished);
});
