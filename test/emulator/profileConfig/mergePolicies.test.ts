import type { MergePolicy, MergePolicyPage } from "../../../contract/mergePolicies";
import { LocalAep } from "../../worlds/localAep";

const path = "/data/core/ups/config/mergePolicies";
const policy = {
  name: "CRM first",
  schema: { name: "_xdm.context.profile" },
  identityGraph: { type: "none" },
  attributeMerge: { type: "dataSetPrecedence", order: ["64b1c0de5a4f0a0001a00002"] },
};
let aep: LocalAep;

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
});

afterAll(() => aep.close());

async function list(query = "", sandbox = "prod"): Promise<MergePolicyPage> {
  return (await aep.call<MergePolicyPage>("GET", `${path}${query}`, { sandbox })).body;
}

it("has a default policy by time and another by dataset from the start, with the same ids in every sandbox", async () => {
  const { children } = await list();
  expect(children.map(({ attributeMerge, default: isDefault }) => [attributeMerge?.type, isDefault])).toEqual(
    [
      ["dataSetPrecedence", false],
      ["timestampOrdered", true],
    ],
  );
  const inDev = (await list("", "dev")).children;
  expect(inDev.map(({ id }) => id)).toEqual(children.map(({ id }) => id));
});

it("creates, reads and deletes a merge policy", async () => {
  const created = await aep.call<MergePolicy>("POST", path, { body: policy });
  expect(created.body).toMatchObject({ ...policy, id: expect.any(String), version: 1, default: false });
  const own = `${path}/${created.body.id}`;
  expect((await aep.call("GET", own)).body).toEqual(created.body);
  expect((await aep.call("GET", own, { sandbox: "dev" })).status).toBe(404);
  const deleted = await aep.call("DELETE", own);
  expect([deleted.status, deleted.body]).toEqual([200, undefined]);
  expect((await aep.call("GET", own)).status).toBe(404);
});

it("has one default at a time, which cannot be deleted", async () => {
  const before = (await list("?default=true", "dev")).children;
  const created = await aep.call<MergePolicy>("POST", path, {
    sandbox: "dev",
    body: { ...policy, default: true },
  });
  expect((await list("?default=true", "dev")).children.map(({ id }) => id)).toEqual([created.body.id]);
  expect((await aep.call("DELETE", `${path}/${created.body.id}`, { sandbox: "dev" })).status).toBe(400);
  expect((await aep.call("DELETE", `${path}/${before[0]?.id}`, { sandbox: "dev" })).status).toBe(200);
});

it("pages by _links.next.href until it is empty", async () => {
  const all = (await list()).children.map(({ id }) => id);
  const paged: string[] = [];
  for (let next = "?limit=1"; next;) {
    const page = await list(next);
    expect(page._page?.totalCount).toBe(all.length);
    paged.push(...page.children.map(({ id }) => id));
    next = page._links?.next?.href?.replace("@/mergePolicies", "") ?? "";
  }
  expect(paged).toEqual(all);
});

it.each<[string, object, number, RegExp]>([
  ["no schema", { schema: undefined }, 400, /^schema: /],
  ["no identity graph", { identityGraph: undefined }, 400, /^identityGraph: /],
  [
    "an order of no dataset",
    { attributeMerge: { type: "dataSetPrecedence", order: [] } },
    400,
    /^attributeMerge\.order: /,
  ],
  ["another way of merging", { attributeMerge: { type: "random" } }, 400, /^attributeMerge/],
  [
    "identity stitching, which the emulator does not do",
    { identityGraph: { type: "pdg" } },
    501,
    /^identityGraph\.type: /,
  ],
])("refuses a policy with %s", async (_what, change, status, detail) => {
  const answer = await aep.call("POST", path, { body: { ...policy, ...change } });
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
});
