import { shapeProblems } from "./shape";

const sample = { id: 1, destination: { datasetId: "abc", batches: [{ batchId: "x" }] }, errors: [] };

test.each([
  ["the sample itself", sample, []],
  ["other values and more keys", { ...sample, id: 7, more: true }, []],
  ["a key that is missing", { id: 1, errors: [] }, ["destination: missing"]],
  ["a value of another type", { ...sample, id: "1" }, ["id: string, not number"]],
  ["null in the place of a value", { ...sample, errors: null }, ["errors: null, not array"]],
  [
    "a key that is missing far inside",
    { ...sample, destination: { datasetId: "abc", batches: [{ batchId: "x" }, { batch: "y" }] } },
    ["destination.batches[1].batchId: missing"],
  ],
  [
    "an array that is empty",
    { ...sample, destination: { datasetId: "abc", batches: [] } },
    ["destination.batches: empty"],
  ],
  ["no object at all", [], ["answer: array, not object"]],
  ["nothing", undefined, ["answer: missing, not object"]],
])("%s", (_name, answer, problems) => {
  expect(shapeProblems(sample, answer)).toEqual(problems);
});
