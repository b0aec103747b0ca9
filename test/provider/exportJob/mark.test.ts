import type { ExportJob } from "../../../provider/aep";
import {
  bodyOf,
  markKeyOf,
  markOf,
  marksOf,
  refuseEditedMark,
  movedKeyOf,
  changeToSet,
} from "../../../provider/exportJob/start/mark";

const urn = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:ExportJob::daily";
const identity = "urn:pulumi:dev::shop::aep:index:ExportJob::daily";
const owner = { urn, stackId: "5ca1ab1e0ddba11d" };
const inputs = { dataset: "65b020a27e7040801dedba61", fields: "person.name" };
const mark = { key: markKeyOf(owner, inputs), owner, body: bodyOf(inputs), since: 1_700_000_000_000 };

// Customers' datasets hold these texts: they must stay as they are.
test("a mark is one tag: its key in the namespace, then resource, stack, request and time", () => {
  expect(changeToSet(mark)).toEqual({
    op: "add",
    path: "/tags/pulumi-aep~1job~148ed829c9ddef132",
    value: [identity, "5ca1ab1e0ddba11d", "95e21f61423dcb3c", "1700000000000"],
  });
});

test("a mark of version 0.1.0, with another digest, is matched to its job", () => {
  const former = { ...mark, body: "c893ce5965985445" };
  const job = {
    destination: { datasetId: inputs.dataset },
    fields: "person.name",
    creationTime: mark.since + 1,
  };
  expect(former.body).not.toBe(mark.body);
  expect(markOf(job as ExportJob, [former])).toBe(former);
});

test("a repeated start has the same key, also after the stack was renamed", () => {
  const renamed = { ...owner, urn: urn.replace(":dev::", ":prod::") };
  expect(markKeyOf(renamed, { ...inputs, fields: ["person.name"] })).toBe(mark.key);
});

test("the estimate of a preview is no part of the request", () => {
  const estimated = { ...inputs, estimatedProfiles: 530 };
  expect([markKeyOf(owner, estimated), bodyOf(estimated)]).toEqual([mark.key, mark.body]);
});

test.each([
  ["triggers", markKeyOf(owner, { ...inputs, triggers: [1] })],
  ["request", markKeyOf(owner, { ...inputs, fields: "person" })],
  ["replaced job", markKeyOf(owner, inputs, "7")],
  ["stack", markKeyOf({ ...owner, stackId: "0" }, inputs)],
  ["resource", markKeyOf({ ...owner, urn: `${urn}2` }, inputs)],
  ["move", movedKeyOf({ ...owner, urn: `${urn}2` }, mark.key)],
])("another %s has another key", (_what, key) => {
  expect(key).not.toBe(mark.key);
});

const tagged = (namespace: string, value: string[]) => ({ tags: { [namespace]: value } });
const tag = `pulumi-aep/job/${mark.key}`;
const value = changeToSet(mark).value as string[];

test("reading a mark gives what was written", () => {
  expect(marksOf(tagged(tag, value))).toEqual([{ ...mark, owner: { ...owner, urn: identity } }]);
});

test("a mark of version 0.1.0 is read and has no stack id; its stub is not read as a mark", () => {
  const former = [urn, "asked", "body", "12", "3"];
  expect(marksOf(tagged("pulumi-aep/job/0a1b", former))).toEqual([
    { key: "0a1b", owner: { urn: identity, stackId: undefined }, body: "body", since: 12 },
  ]);
  expect(marksOf(tagged("pulumi-aep/job/0a1b", [urn, "", "body", "12", "3"]))).toEqual([]);
});

test.each([
  ["cut", value.slice(0, 2)],
  ["empty", []],
  ["of another form", ["hello", ...value.slice(1)]],
  ["without a time", [...value.slice(0, 3), "yesterday"]],
])("a tag that somebody has edited is no mark, and refused where it would be needed: %s", (_what, edited) => {
  const dataset = tagged(tag, edited);
  expect(marksOf(dataset)).toEqual([]);
  expect(() => refuseEditedMark(dataset, "d", mark.key)).toThrow(/has been edited.*`aep-export release d`/);
});

test("a mark that was copied from another dataset matches no job", () => {
  const job = (dataset: string) =>
    ({
      destination: { datasetId: dataset },
      fields: "person.name",
      creationTime: mark.since + 1,
    }) as ExportJob;
  expect(markOf(job(inputs.dataset), [mark])).toBe(mark);
  expect(markOf(job("another"), [mark])).toBeUndefined();
});
