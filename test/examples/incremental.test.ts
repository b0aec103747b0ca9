import { destroy, inExample } from "./example";
import { expectRows, exportedRows, sampleProfiles } from "./records";

jest.setTimeout(240_000);

interface Outputs {
  exportedAt: string;
  exportedSince: string;
  batchIds: string[];
  profileCount: number;
}

const day = 24 * 3_600_000;

/**
 * AEP's clock. It starts within the two weeks in which the sample was ingested; the test sets it
 * forward between runs.
 */
let ahead = Date.parse("2024-03-05T00:00:00Z") - Date.now();
const clock = () => Date.now() + ahead;

test("incremental exports the profiles ingested since the last successful run, also after failed runs", () =>
  inExample(
    "incremental",
    async (project) => {
      const profiles = await sampleProfiles();
      const up = async () => {
        await project.succeed("up", "--yes", "--skip-preview");
        return (await project.outputs()) as Outputs;
      };
      const expectExported = async ({ batchIds, profileCount }: Outputs, since: string) => {
        const changed = profiles.filter(({ ingestTime }) => ingestTime > Date.parse(since));
        expect(profileCount).toBe(changed.length);
        const rows = await exportedRows(project.aep, { batchIds, dir: project.dir });
        expectRows(rows, changed, ({ person, personalEmail }) => ({
          person: { name: person?.name },
          personalEmail,
        }));
        return changed.length;
      };

      const first = await up();
      expect(first.exportedSince).toBe("the beginning");
      const [job] = await project.jobs();
      expect(first.exportedAt).toBe(new Date(job?.creationTime ?? 0).toISOString());
      expect(await expectExported(first, "2000-01-01T00:00:00Z")).toBe(profiles.length);

      // A run whose job fails: the next run must export its profiles too.
      ahead += 2 * day;
      project.gateway.beforeAnswer = async ({ method, path }) => {
        if (method !== "POST" || !path.endsWith("/jobs")) return;
        const [started] = await project.jobs();
        await project.aep.exportJobs.cancel(started?.id ?? "");
      };
      const failed = await project.fail("up", "--yes", "--skip-preview");
      expect(failed.output).toMatch(/job \d+ ended CANCELLED/);
      expect(await project.outputs()).toEqual(first);
      project.gateway.beforeAnswer = () => undefined;

      ahead += day;
      const second = await up();
      expect(second.exportedSince).toBe(first.exportedAt);
      const changed = await expectExported(second, first.exportedAt);

      ahead += 3 * day;
      const third = await up();
      expect(third.exportedSince).toBe(second.exportedAt);
      const lately = await expectExported(third, second.exportedAt);
      expect(lately).toBeGreaterThan(0);
      expect(lately).toBeLessThan(changed);
      expect(changed).toBeLessThan(profiles.length);
      expect(await project.datasets()).toHaveLength(1);
      await destroy(project);
    },
    { clock, jobSeconds: 1.5 },
  ));
