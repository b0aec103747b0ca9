import type { FaultReport, Faults } from "../../../emulator/server";
import { LocalAep, type Answer } from "../../worlds/localAep";

export const datasets = "/data/foundation/catalog/dataSets";
export const jobs = "/data/core/ups/export/jobs";
/** The schema of every export. */
export const profile = { name: "_xdm.context.profile" };

/** An emulator for the tests of a file. Its faults are removed after each test. */
export function misbehavingAep() {
  let aep: LocalAep;
  beforeAll(async () => {
    aep = await LocalAep.start();
  });
  afterEach(() => aep.call("DELETE", "/emulator/faults"));
  afterAll(() => aep.close());

  /** Makes a control call without a token. */
  const control = <T = FaultReport>(
    method: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> => {
    const anonymous = { authorization: undefined, "x-api-key": undefined, "x-gw-ims-org-id": undefined };
    return aep.call<T>(method, "/emulator/faults", { body, headers: { ...anonymous, ...headers } });
  };
  /** Replaces the fault rules. */
  const misbehave = async (faults: Faults): Promise<void> => {
    expect((await control("PUT", faults)).status).toBe(200);
  };
  return { aep: () => aep, control, misbehave };
}
