import * as aep from "pulumi-aep";

for (let pair = 0; pair < Number(process.env.PAIRS); pair += 1)
  new aep.SegmentDefinition(`pair-${pair}`, { expression: `loyalty.points > ${pair}` });
