import { destroy, inExample, upTwice } from "./example";

jest.setTimeout(180_000);

test("retention gives each dataset a date, which destroy cancels", () =>
  inExample("retention", async (project) => {
    const { deletedAt, batchIds } = await upTwice<{ deletedAt: string[]; batchIds: string[] }>(project);

    expect(batchIds).toHaveLength(1);
    const ofStack = project.resources().filter(({ type }) => type.endsWith(":DatasetExpiration"));
    const expirations = await Promise.all(ofStack.map(({ id }) => project.aep.expirations.get(id)));
    expect(expirations.map((each) => each?.expiry).sort()).toEqual([...deletedAt].sort());
    expect(deletedAt).toContain("2099-12-31T00:00:00Z");

    await destroy(project);
    for (const { id } of ofStack)
      expect(await project.aep.expirations.get(id)).toMatchObject({ status: "cancelled" });
  }));
