import type { ProblemBody } from "../../../contract/errors";
import { localClient } from "../../../emulator/server";
import { LocalAep } from "../../worlds/localAep";

const catalog = "/data/foundation/catalog";
const access = "/data/foundation/export";
const ups = "/data/core/ups";

let aep: LocalAep;
beforeAll(async () => {
  aep = await LocalAep.start();
});
afterAll(() => aep.close());

it.each(
  [1, 499, 501, 4000, 12_000].flatMap((length) =>
    [
      `${catalog}/dataSets/*`,
      `${catalog}/batches/*`,
      `${access}/batches/*/files`,
      `${access}/files/*`,
      `${access}/datasets/*/preview`,
      `${ups}/export/jobs/*`,
      `${ups}/segment/definitions/*`,
      `${ups}/config/mergePolicies/*`,
    ].map((path) => ({ path, length })),
  ),
)("an unknown id of $length letters is not found at $path", async ({ path, length }) => {
  const answer = await aep.call("GET", path.replace("*", "a".repeat(length)));
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: "Not Found",
    status: 404,
    detail: expect.stringContaining("does not exist"),
  });
});

it.each([
  ["GET", "/no/such/thing"],
  ["GET", "/data/no/such/thing"],
  ["POST", "/data/no/such/thing"],
  ["OPTIONS", "/data/no/such/thing"],
  ["GET", `${catalog}/datasets`],
  ["GET", `${ups}/export/jobs/1/2`],
  ["DELETE", `${access}/files/1/2`],
  ["GET", "/ims/no/such/thing"],
  ["GET", "/emulator/no/such/thing"],
])("%s %s is not found", async (method, path) => {
  const answer = await aep.call(method, `${path}?x=1`);
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ title: "Not Found", status: 404 });
  expect((answer.body as ProblemBody).detail).toContain(`${method} ${path}: the path`);
});

it.each([
  ["PATCH", `${catalog}/dataSets`, "GET, HEAD, POST"],
  ["POST", `${catalog}/dataSets/1`, "GET, HEAD, PATCH, PUT, DELETE"],
  ["DELETE", `${catalog}/batches`, "GET, HEAD, POST"],
  ["POST", `${ups}/export/jobs/1`, "GET, HEAD, DELETE"],
  ["PUT", `${ups}/export/jobs/`, "POST, GET, HEAD"],
  ["DELETE", `${access}/files/1`, "GET, HEAD"],
  ["PUT", `${ups}/segment/definitions/1`, "GET, HEAD, DELETE, PATCH"],
  ["POST", `${ups}/config/mergePolicies/1`, "GET, HEAD, DELETE, PUT, PATCH"],
  ["GET", `${ups}/config/mergePolicies/bulk-get`, "POST"],
  ["PUT", `${ups}/segment/jobs`, "GET, HEAD, POST"],
  ["OPTIONS", `${ups}/export/jobs`, "POST, GET, HEAD"],
  ["GET", "/ims/token/v3", "POST"],
  ["POST", "/emulator/faults", "GET, HEAD, PUT, DELETE"],
])("%s %s is not allowed", async (method, path, allow) => {
  const answer = await aep.call(method, path, { ...(method !== "GET" && { body: "{no JSON" }) });
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allow.split(", ").sort());
  expect(answer.body).toMatchObject({
    title: "Method Not Allowed",
    detail: expect.stringContaining(`${method} ${path}`),
  });
});

it.each([
  ["POST", `${ups}/segment/jobs/bulk-get`],
  ["GET", `${ups}/search/taxonomy`],
  ["GET", `${ups}/audiences/`],
  ["PATCH", `${ups}/audiences/1`],
  ["POST", `${ups}/segment/definitions/bulk-get`],
  ["DELETE", `${ups}/access/entities`],
  ["PUT", `${ups}/config/mergePolicies/1`],
  ["POST", `${catalog}/batches`],
  ["GET", catalog],
  ["GET", `${catalog}/lastBatches`],
])("%s %s, which AEP documents, is not supported", async (method, path) => {
  const answer = await aep.call(method, `${path}?x=1`, { ...(method !== "GET" && { body: "{no JSON" }) });
  expect(answer.status).toBe(501);
  expect(answer.body).toMatchObject({ detail: `${method} ${path} is not supported by the emulator.` });
});

it.each([
  ["GET", "/data/no/such/thing"],
  ["PUT", `${ups}/export/jobs`],
  ["POST", `${ups}/segment/jobs`],
])("%s %s passes the gateway first", async (method, path) => {
  const answer = await aep.call(method, path, { headers: { "x-api-key": `not ${localClient.clientId}` } });
  expect(answer.status).toBe(403);
});
