import { destroy, inExample, upTwice } from "./example";
import { expectRows, exportedRows, isIn, sampleProfiles, segmentId } from "./records";

jest.setTimeout(180_000);

test("segments-by-name exports the profiles of either segment", () =>
  inExample("segments-by-name", async (project) => {
    const { segmentIds, batchIds, profileCount } = await upTwice<{
      segmentIds: string[];
      batchIds: string[];
      profileCount: number;
    }>(project);

    const [gold, europe] = ["Gold members", "Europe"].map(segmentId) as [string, string];
    expect(segmentIds).toEqual([gold, europe]);
    const profiles = await sampleProfiles();
    const members = profiles.filter((profile) => isIn(profile, gold) || isIn(profile, europe, ["realized"]));
    expect(profileCount).toBe(members.length);
    const rows = await exportedRows(project.aep, { batchIds, dir: project.dir });
    expectRows(rows, members, ({ person, loyalty, homeAddress }) => ({
      person: { name: person?.name },
      loyalty: { tier: loyalty?.tier },
      homeAddress: { countryCode: homeAddress?.countryCode },
    }));
    await destroy(project);
  }));
