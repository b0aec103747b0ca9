import * as aep from "pulumi-aep";

for (let pair = 0; pair < Number(process.env.PAIRS); pair += 1) {
  const dataset = new aep.TargetDataset(`pair-${pair}`, { name: `Pair ${pair}` });
  new aep.DatasetExpiration(`pair-${pair}`, { dataset, retention: "P30D" });
}
