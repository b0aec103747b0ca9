import type { AepClient } from "../../../provider/aep";
import { datasetsOfStack, ownerOf, ownershipTags } from "../../../provider/ownership/tags";
import { Run } from "../../../provider/lifecycle/run";

const urn = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:TargetDataset::daily";
const identity = "urn:pulumi:dev::shop::aep:index:TargetDataset::daily";
const owner = { urn, stackId: "5ca1ab1e0ddba11d" };

// Customers' datasets hold these texts: they must stay as they are.
test("the tags name the stack, by name and id, and the resource", () => {
  expect(ownershipTags(owner)).toEqual({
    "pulumi-aep/stack": ["shop/dev", "5ca1ab1e0ddba11d"],
    "pulumi-aep/urn": [identity],
  });
  expect(ownershipTags(owner, { adopted: true })).toMatchObject({ "pulumi-aep/urn": [identity, "adopted"] });
});

test("the owner is read back from the tags, those of version 0.1.0 too", () => {
  expect(ownerOf({ tags: ownershipTags(owner) })).toEqual({ urn: identity, stackId: owner.stackId });
  const former = { "pulumi-aep/stack": ["shop/dev"], "pulumi-aep/urn": [urn] };
  expect(ownerOf({ tags: former })).toEqual({ urn: identity, stackId: undefined });
  expect(ownerOf({ tags: { team: ["crm"] } })).toBeUndefined();
});

test("all resources of a stack share one look-up by name and one by id; a failed look-up is repeated", async () => {
  const asked: string[] = [];
  async function* list({ tags }: { tags: Record<string, string> }) {
    await Promise.resolve();
    asked.push(Object.values(tags).join());
    if (asked.length === 1) throw new Error("trouble");
    yield { id: "1", tags: ownershipTags(owner) };
  }
  const client = { sandboxName: "prod", datasets: { list } } as unknown as AepClient;
  const run = new Run();
  await expect(datasetsOfStack(client, { run, owner })).rejects.toThrow("trouble");
  const twice = await Promise.all([1, 2].map(() => datasetsOfStack(client, { run, owner })));
  for (const found of twice) expect(found.map(({ id }) => id)).toEqual(["1"]);
  expect(asked).toEqual(["shop/dev", owner.stackId, "shop/dev"]);
  await datasetsOfStack(client, { run, owner, again: true });
  expect(asked).toHaveLength(5);
});
