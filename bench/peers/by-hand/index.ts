import * as aep from "pulumi-aep";

const keys = Array.from({ length: Number(process.env.PAIRS) }, (_, index) => String(index));

const dataset = new aep.TargetDataset("bench", { name: "Bench" });
for (const key of keys) {
  new aep.ExportJob(`bench-${key}`, {
    dataset,
    fields: ["person.name", `loyalty.level${key}`],
    waitForCompletion: false,
  });
}
