import type { AepClient } from "../../provider/aep";
import { findOwned, isOfStack, nameOf, ownershipTags } from "../../provider/ownership";
import { Session } from "../../provider/session";

const type = "pulumi-nodejs:dynamic/aep:TargetDataset";
const urn = `urn:pulumi:dev::shop::${type}::daily`;

test("the tags name the stack, for look-ups, and the resource", () => {
  expect(Object.values(ownershipTags(urn))).toEqual([["shop/dev"], [urn]]);
});

test("the same stack owns, another of its project or of its name does not", () => {
  const dataset = { tags: ownershipTags(urn) };
  expect(isOfStack(dataset, `urn:pulumi:dev::shop::${type}::weekly`)).toBe(true);
  expect(isOfStack(dataset, `urn:pulumi:prod::shop::${type}::daily`)).toBe(false);
  expect(isOfStack(dataset, `urn:pulumi:dev::bank::${type}::daily`)).toBe(false);
  expect(isOfStack({}, urn)).toBe(false);
});

test("a name is what follows the type, be it of a child of a component", () => {
  expect(nameOf(urn)).toBe("daily");
  expect(nameOf(`urn:pulumi:dev::shop::aep:ProfileExport$${type}::daily-dataset`)).toBe("daily-dataset");
});

test("one look-up a run serves every resource of a stack; one that failed is made again", async () => {
  let calls = 0;
  const entry = { id: "1", dataset: { tags: ownershipTags(urn) } };
  async function* list() {
    await Promise.resolve();
    if (++calls === 1) throw new Error("trouble");
    yield entry;
  }
  const client = { sandboxName: "prod", datasets: { list } } as unknown as AepClient;
  const { run } = new Session(() => undefined, {});
  await expect(findOwned(client, { run, urn })).rejects.toThrow("trouble");
  const other = `urn:pulumi:dev::shop::${type}::weekly`;
  const [mine, others] = await Promise.all([
    findOwned(client, { run, urn }),
    findOwned(client, { run, urn: other }),
  ]);
  expect(mine).toEqual([entry]);
  expect(others).toEqual([]);
  expect(calls).toBe(2);
  await findOwned(client, { run, urn, again: true });
  expect(calls).toBe(3);
});
