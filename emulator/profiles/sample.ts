import type { SegmentDefinition } from "../../contract/segments";

/** Segments of the sample data, namespace `ups`; their members are consistent with their expressions. */
export const sampleSegments: SegmentDefinition[] = [
  {
    id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d01",
    name: "Gold members",
    description: "Profiles of the gold tier of the loyalty program",
    schema: { name: "_xdm.context.profile" },
    expression: { type: "PQL", format: "pql/text", value: 'loyalty.tier = "gold"' },
  },
  {
    id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d02",
    name: "Europe",
    description: "Profiles whose home address is in Germany, France or Italy",
    schema: { name: "_xdm.context.profile" },
    expression: { type: "PQL", format: "pql/text", value: 'homeAddress.countryCode in ["DE", "FR", "IT"]' },
  },
  {
    id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d03",
    name: "Reachable spenders",
    description: "Profiles with a personal email and more than 5000 loyalty points",
    schema: { name: "_xdm.context.profile" },
    expression: {
      type: "PQL",
      format: "pql/text",
      value: "personalEmail.address exists and loyalty.points > 5000",
    },
  },
];

/** Dataset ids that the sample's records name as their source. */
export const sampleSourceDatasets = ["64b1c0de5a4f0a0001a00001", "64b1c0de5a4f0a0001a00002"];
