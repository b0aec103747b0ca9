import type { ExportJobRequest } from "../../contract/exportJobs";
import type { AttributeMerge } from "../../contract/mergePolicies";
import { comparable } from "./comparable";
import { LoadedAep } from "./loadedAep";
import { expectedRows } from "./oracle";
import { events, loadedAt, profiles } from "./people";
import type { DataRecord } from "./value";

/** The merge policy that applies if a request names none. */
export const newestFirst: AttributeMerge = { type: "timestampOrdered" };

/** An emulator with the records of the people, for the tests of a file. */
export function loadedPeople() {
  let aep: LoadedAep;
  beforeAll(async () => {
    aep = await LoadedAep.start({ profiles, events }, { clock: () => loadedAt });
  });
  afterAll(() => aep.close());
  return {
    aep: () => aep,
    /** Exports, compares the rows with the oracle's, and returns them. */
    exported: async (request: Partial<ExportJobRequest>, merge = newestFirst): Promise<DataRecord[]> => {
      const { rows } = await aep.export(request);
      expect(comparable(rows, request)).toEqual(comparable(expectedPeople(request, merge), request));
      return rows;
    },
  };
}

/** The rows that the oracle expects for the people. */
export function expectedPeople(request: Partial<ExportJobRequest>, merge = newestFirst): DataRecord[] {
  return expectedRows({ profiles, events, loadedAt }, { request, merge });
}
