import fc from "fast-check";
import { AepError } from "../../../provider/aep";
import {
  type AepServer,
  type Canned,
  type Handler,
  impatientClient,
  settingsFor,
  startServer,
} from "../../worlds/cannedAep";

let server: AepServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

type Client = ReturnType<typeof impatientClient>["client"];

/** An error answer, and what it means for the call. */
interface Trouble {
  answer: Canned | Handler;
  /** Whether the call may have taken effect. */
  arrived: boolean;
  /** Milliseconds that AEP asks to wait. */
  retryAfterMs: number;
}

const broken: Handler = (_seen, { request }) => void request.socket.destroy();
const brokenOff: Handler = (_seen, { response }) => {
  response.writeHead(200, { "Content-Length": "1000" });
  response.write('{"abc":', () => response.destroy());
  return undefined;
};

const now = Date.parse("2026-01-31T00:00:00Z");
const seconds = fc.nat({ max: 30 });
const asked = (after: number | undefined): Record<string, string> =>
  after === undefined ? {} : { "Retry-After": String(after) };

const passing: fc.Arbitrary<Trouble> = fc.oneof(
  fc
    .record({
      status: fc.constantFrom(429, 500, 502, 503, 504),
      after: fc.option(seconds, { nil: undefined }),
    })
    .map(({ status, after }) => ({
      answer: { status, headers: asked(after) },
      arrived: status !== 429,
      retryAfterMs: (after ?? 0) * 1000,
    })),
  fc.constantFrom(broken, brokenOff).map((answer) => ({ answer, arrived: true, retryAfterMs: 0 })),
);
const final: fc.Arbitrary<Trouble> = fc
  .constantFrom(400, 401, 403, 404, 409, 422, 501)
  .map((status) => ({ answer: { status }, arrived: false, retryAfterMs: 0 }));
const throttled = fc.nat({ max: 400 }).map((after) => ({
  answer: { status: 429, headers: asked(after) },
  arrived: false,
  retryAfterMs: after * 1000,
}));

const get = (client: Client): Promise<unknown> => client.datasets.get("abc");
const remove = (client: Client): Promise<unknown> => client.datasets.delete("abc");
const post = (client: Client): Promise<unknown> =>
  client.datasets.create({ name: "daily", schemaRef: { id: "schema", contentType: "type" } });

/** Makes a call with a clock that runs only while the client waits. The last answer repeats forever. */
async function calling(call: (client: Client) => Promise<unknown>, troubles: Trouble[], last: Canned) {
  server.seen.splice(0);
  server.answers(...troubles.map(({ answer }) => answer), last);
  let time = now;
  const begun: number[] = [];
  const waits: number[] = [];
  const { client } = impatientClient(settingsFor(server.url), {
    now: () => time,
    sleep: (ms) => {
      waits.push(ms);
      time += ms;
      begun.push(time);
      return Promise.resolve();
    },
  });
  const outcome = await call(client).catch((error: unknown) => error);
  return { outcome, waits, begun, calls: server.seen.length };
}

test("a POST is never repeated once it may have arrived", async () => {
  const troubles = fc.array(fc.oneof(throttled, passing, final), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(troubles, async (all) => {
      const { outcome, calls } = await calling(post, all, { status: 201, body: ["@/dataSets/abc"] });
      const sent = all.slice(0, calls);
      expect(sent.slice(0, -1).filter(({ arrived }) => arrived)).toEqual([]);
      // The caller must learn whether to look for what the call has made.
      const inDoubt = sent.at(-1)?.arrived === true && calls <= all.length;
      if (outcome instanceof AepError) expect(outcome.outcome).toBe(inDoubt ? "unknown" : "rejected");
      else expect([outcome, inDoubt]).toEqual(["abc", false]);
    }),
    { numRuns: 40 },
  );
});

test("no call is repeated sooner than AEP asks, more than five times, or for more than three minutes", async () => {
  const troubles = fc.array(fc.oneof(throttled, passing), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(get, remove, post), troubles, async (call, all) => {
      const { waits, begun, calls } = await calling(call, all, { status: 503 });
      expect(calls).toBe(waits.length + 1);
      expect(calls).toBeLessThanOrEqual(6);
      for (const [at, ms] of waits.entries()) {
        expect(ms).toBeGreaterThanOrEqual(all[at]?.retryAfterMs ?? 0);
        expect(ms).toBeGreaterThanOrEqual(250 * 2 ** at);
      }
      for (const time of begun) expect(time - now).toBeLessThan(180_000);
    }),
    { numRuns: 40 },
  );
});

test("a GET or DELETE succeeds after up to five errors of any kind", async () => {
  const cases = fc.constantFrom(
    { call: get, last: { body: { abc: { name: "daily" } } }, expected: { id: "abc", name: "daily" } },
    { call: remove, last: { body: ["@/dataSets/abc"] }, expected: true },
    { call: remove, last: { status: 404, body: { title: "gone" } }, expected: false },
  );
  await fc.assert(
    fc.asyncProperty(cases, fc.array(passing, { maxLength: 5 }), async ({ call, last, expected }, all) => {
      const { outcome, calls } = await calling(call, all, last);
      expect({ outcome, calls }).toEqual({ outcome: expected, calls: all.length + 1 });
    }),
    { numRuns: 40 },
  );
});
