import * as aep from "pulumi-aep";

const keys = Array.from({ length: Number(process.env.PAIRS) }, (_, index) => String(index));

new aep.ProfileExport("bench", {
  dataset: { name: "Bench" },
  waitForCompletion: false,
  jobs: Object.fromEntries(keys.map((key) => [key, { fields: ["person.name", `loyalty.level${key}`] }])),
});
