import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { FaultReport } from "../../../emulator/server";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";
import { datasets, misbehavingAep } from "./misbehavingAep";

const { aep, control, misbehave } = misbehavingAep();

describe("the control endpoint", () => {
  it("lists the active rules, and removes them", async () => {
    expect((await control("PUT", { seed: 7, calls: [{ fault: "throttle", times: 2 }] })).body).toEqual({
      seed: 7,
      calls: [{ fault: "throttle", times: 2, met: 0 }],
      jobs: [],
      total: 0,
    });
    await aep().fetch("GET", datasets);
    expect((await control("GET")).body).toMatchObject({ calls: [{ met: 1 }], total: 1 });
    expect((await control("DELETE")).status).toBe(204);
    expect((await control("GET")).body).toEqual({ seed: 1, calls: [], jobs: [], total: 0 });
    expect((await aep().fetch("GET", datasets)).status).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1"])(
    "refuses a call that takes it for %s",
    async (host) => {
      const { port } = new URL(aep().emulator.url);
      const [response] = (await once(
        get({ host: "127.0.0.1", port, path: "/emulator/faults", headers: { host } }),
        "response",
      )) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(403);
    },
  );

  it("meets no fault itself", async () => {
    await misbehave({ calls: [{ fault: "drop-before" }] });
    expect((await control("GET")).body.total).toBe(0);
  });

  it("refuses wrong rules, each problem with its path, and keeps the active ones", async () => {
    await misbehave({ calls: [{ fault: "throttle" }] });
    const calls = [{ fault: "throttle" }, { fault: "eror", probability: 2, status: 404, retries: 1 }];
    const { status, body } = await control<{ detail: string }>("PUT", {
      calls,
      jobs: [{ fault: "hang", times: -1 }],
    });
    expect(status).toBe(400);
    for (const path of ["calls[1].fault", "calls[1].probability", "calls[1].status", "jobs[0].times"])
      expect(body.detail).toContain(`${path}: `);
    expect(body.detail).toContain('"retries"');
    expect((await control("GET")).body.calls).toHaveLength(1);
  });

  it.each([undefined, "text/plain", "application/x-www-form-urlencoded"])(
    "refuses a body announced as %s",
    async (type) => {
      const answer = await control("PUT", "{}", { "content-type": type ?? "" });
      expect(answer.status).toBe(400);
    },
  );
});

it("starts with given rules, and does not start with wrong ones", async () => {
  await expect(
    LocalAep.start({ faults: { calls: [{ fault: "throttle", probability: 5 }] } }),
  ).rejects.toMatchObject({
    code: "INVALID_FAULTS",
    message: expect.stringContaining("calls[0].probability"),
  });
});

it("shuts down in the middle of a fault", async () => {
  const slow = await LocalAep.start({ faults: { calls: [{ fault: "latency", milliseconds: 60_000 }] } });
  const call = expect(slow.fetch("GET", datasets)).rejects.toThrow("fetch failed");
  await eventually(async () => {
    const { body } = await slow.call<FaultReport>("GET", "/emulator/faults");
    return body.total === 1;
  });
  await slow.close();
  await call;
});
