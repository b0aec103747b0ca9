import type { FaultReport, Faults } from "../../../emulator/server";
import { LocalAep, type Answer } from "../../worlds/localAep";

export const datasets = "/data/foundation/catalog/dataSets";
export const jobs = "/data/core/ups/export/jobs";
/** The schema of every export. */
export const profile = { name: "_xdm.context.profile" };

/** An emulator for the tests of a file, which meets the faults of a test until its end. */
export function misbehavingAep() {
  let aep: LocalAep;
  beforeAll(async () => {
    aep = await LocalAep.start();
  });
  afterEach(() => aep.call("DELETE", "/emulator/faults"));
  afterAll(() => aep.close());

  /** Control calls as a program makes them that has no token. */
  const control = <T = FaultReport>(
    method: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> => {
    const anonymous = { authorization: undefined, "x-api-key": undefined, "x-gw-ims-org-id": undefined };
    return aep.call<T>(method, "/emulator/faults", { body, headers: { ...anonymous, ...headers } });
  };
  /** Makes these the faults from now on. */
  const misbehave = async (faults: Faults): Promise<void> => {
    expect((await control("PUT", faults)).status).toBe(200);
  };
  return { aep: () => aep, control, misbehave };
}
