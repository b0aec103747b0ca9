import { destroy, inExample, upTwice } from "./example";
import { expectRows, exportedRows, sampleProfiles } from "./records";

jest.setTimeout(180_000);

test("segment-definition exports the profiles that meet its rule", () =>
  inExample("segment-definition", async (project) => {
    const { segmentId, batchIds, profileCount } = await upTwice<{
      segmentId: string;
      batchIds: string[];
      profileCount: number;
    }>(project);

    const members = (await sampleProfiles()).filter(
      ({ loyalty, homeAddress }) => loyalty?.tier === "gold" && homeAddress?.countryCode === "DE",
    );
    expect(members.length).toBeGreaterThan(0);
    expect(profileCount).toBe(members.length);
    const rows = await exportedRows(project.aep, { batchIds, dir: project.dir });
    expectRows(rows, members, ({ loyalty, homeAddress }) => ({
      loyalty: { tier: loyalty?.tier },
      homeAddress: { countryCode: homeAddress?.countryCode },
    }));
    await destroy(project);
    expect(await project.aep.segments.get(segmentId)).toBeUndefined();
  }));
