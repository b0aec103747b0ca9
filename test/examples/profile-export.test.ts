import { destroy, inExample, upTwice } from "./example";
import { emptyProfiles, expectRows, exportedRows, isIn, sampleProfiles, segmentId } from "./records";

jest.setTimeout(180_000);

test("profile-export runs three jobs into one dataset", () =>
  inExample("profile-export", async (project) => {
    const outputs = await upTwice<{
      datasetId: string;
      statuses: Record<string, string>;
      batchIds: [string, string, string];
      profileCount: number;
      goldCount: number;
    }>(project);

    expect(outputs.statuses).toEqual({ gold: "SUCCEEDED", lost: "SUCCEEDED", everyone: "SUCCEEDED" });
    const child = "aep:index:ProfileExport$pulumi-nodejs:dynamic/aep:";
    expect(
      project
        .resources()
        .map(({ urn }) => urn.split("::").slice(2).join(" "))
        .sort(),
    ).toEqual([
      `${child}ExportJob marketing-everyone`,
      `${child}ExportJob marketing-gold`,
      `${child}ExportJob marketing-lost`,
      `${child}TargetDataset marketing`,
    ]);
    const [gold, lost, everyone] = await Promise.all(
      outputs.batchIds.map((id) => exportedRows(project.aep, { batchIds: [id], dir: project.dir })),
    );

    const profiles = await sampleProfiles();
    const golden = profiles.filter((profile) => isIn(profile, segmentId("Gold members")));
    const left = profiles.filter((profile) => isIn(profile, segmentId("Reachable spenders"), ["exited"]));
    const all = [...profiles, ...(await emptyProfiles())];
    expectRows(gold ?? [], golden, ({ person, personalEmail }) => ({
      person: { name: person?.name },
      personalEmail,
    }));
    expectRows(lost ?? [], left, ({ person, personalEmail }) => ({
      person: { name: person?.name },
      personalEmail,
    }));
    expectRows(everyone ?? [], all, ({ loyalty }) => ({ loyalty: { tier: loyalty?.tier } }));
    expect(all.length).toBeGreaterThan(profiles.length);
    expect(outputs.goldCount).toBe(golden.length);
    expect(outputs.profileCount).toBe(golden.length + left.length + all.length);
    expect(await project.aep.datasets.get(outputs.datasetId)).toMatchObject({
      name: "Marketing",
      tags: { team: ["crm"] },
    });
    await destroy(project);
  }));
