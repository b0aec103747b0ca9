import { identityOf, nameOf, relationOf, stackOf } from "../../../provider/ownership/identity";

const dynamic = "pulumi-nodejs:dynamic/aep:ExportJob";
const urn = `urn:pulumi:dev::shop::${dynamic}::daily`;

test.each([
  [urn, "urn:pulumi:dev::shop::aep:index:ExportJob::daily"],
  ["urn:pulumi:dev::shop::aep:index:ExportJob::daily", "urn:pulumi:dev::shop::aep:index:ExportJob::daily"],
  [
    `urn:pulumi:dev::shop::my:mod:Team$pulumi-aep:index:ProfileExport$${dynamic}::daily`,
    "urn:pulumi:dev::shop::my:mod:Team$aep:index:ProfileExport$aep:index:ExportJob::daily",
  ],
  [
    `urn:pulumi:dev::shop::aep:index:ProfileExport$${dynamic}::a::b`,
    "urn:pulumi:dev::shop::aep:index:ProfileExport$aep:index:ExportJob::a::b",
  ],
])("what is written into AEP does not depend on the door: %s", (given, written) => {
  expect(identityOf(given)).toBe(written);
});

test("the names of stack and resource are read from a URN, also if they contain colons", () => {
  expect(stackOf(urn)).toBe("shop/dev");
  expect(nameOf(urn)).toBe("daily");
  expect(nameOf(`urn:pulumi:dev::shop::aep:index:ProfileExport$${dynamic}::a::b`)).toBe("a::b");
});

const renamed = urn.replace(":dev::", ":prod::");
const weekly = urn.replace("daily", "weekly");

test.each([
  ["same", { urn, stackId: "1" }, { urn, stackId: "1" }],
  ["same", { urn, stackId: "1" }, { urn: renamed, stackId: "1" }],
  ["sameStack", { urn, stackId: "1" }, { urn: weekly, stackId: "1" }],
  ["another", { urn, stackId: "1" }, { urn, stackId: "2" }],
  // A stack that is yet to get its id owns nothing.
  ["another", { urn, stackId: "" }, { urn, stackId: "2" }],
  ["unclear", { urn, stackId: "1" }, { urn }],
  ["unclear", { urn }, { urn: weekly, stackId: "1" }],
  ["another", { urn, stackId: "1" }, { urn: renamed }],
  ["same", { urn }, { urn }],
  ["sameStack", { urn }, { urn: weekly }],
  ["another", { urn }, { urn: renamed }],
])("two owners are %s: %j, %j", (relation, one, other) => {
  expect(relationOf(one, other)).toBe(relation);
});
