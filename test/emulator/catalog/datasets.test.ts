import type { Dataset, DatasetsById } from "../../../contract/catalog";
import { LocalAep } from "../../worlds/localAep";

let aep: LocalAep;
const path = "/data/foundation/catalog/dataSets";

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
});

afterAll(() => aep.close());

async function read(id: string): Promise<Dataset> {
  const { status, body } = await aep.call<DatasetsById>("GET", `${path}/${id}`);
  expect(status).toBe(200);
  return body[id]!;
}

describe("POST /dataSets", () => {
  it("answers a reference and a location, and adds AEP's own fields to the dataset", async () => {
    const answer = await aep.call<string[]>("POST", path, {
      body: {
        name: "Nightly Export",
        schemaRef: {
          id: "https://ns.adobe.com/xdm/context/profile__union",
          contentType: "application/vnd.adobe.xed+json;version=1",
        },
        tags: { team: ["crm"] },
      },
    });
    expect(answer.status).toBe(201);
    const id = /^@\/dataSets\/([0-9a-f]{24})$/.exec(answer.body[0] ?? "")?.[1] ?? "";
    expect(answer.headers.get("location")).toBe(`${path}/${id}`);
    expect(await read(id)).toMatchObject({
      name: "Nightly Export",
      tags: { team: ["crm"], "adobe/pqs/table": [expect.stringMatching(/^nightly_export_[0-9a-f]{6}$/)] },
      imsOrg: "LOCAL@AdobeOrg",
      sandboxId: expect.any(String),
      version: "1.0.0",
      state: "DRAFT",
      classification: { dataBehavior: "record", managedBy: "CUSTOMER" },
      created: expect.any(Number),
      updated: expect.any(Number),
    });
  });

  it.each<[string, unknown, RegExp]>([
    ["no name", { schemaRef: { id: "https://a.b/c", contentType: "x" } }, /^name: /],
    [
      "an empty name",
      { name: " ", schemaRef: { id: "https://a.b/c", contentType: "x" } },
      /^name: must not be empty$/,
    ],
    ["no schema", { name: "x" }, /^schemaRef: /],
    ["a schema without id", { name: "x", schemaRef: { contentType: "x" } }, /^schemaRef\.id: /],
    [
      "tags that are no lists",
      { name: "x", schemaRef: { id: "https://a.b/c", contentType: "x" }, tags: { a: "b" } },
      /^tags\.a: /,
    ],
    ["several faults, all of them", { tags: 1 }, /name: .*schemaRef: |tags: .*name: /],
    ["a list", [], /expected object/],
    ["null", null, /expected object/],
  ])("refuses %s", async (_what, body, detail) => {
    const answer = await aep.call("POST", path, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
  });
});

describe("GET /dataSets", () => {
  it("pages through all datasets, twenty at a time by default", async () => {
    const ids = [];
    for (let at = 0; at < 23; at++) ids.push(await aep.createDataset(`paged ${at}`));
    const first = await aep.call<DatasetsById>("GET", `${path}?name=paged*`);
    const second = await aep.call<DatasetsById>("GET", `${path}?name=paged*&start=20&limit=100`);
    expect(Object.keys(first.body)).toHaveLength(20);
    expect([...Object.keys(first.body), ...Object.keys(second.body)].sort()).toEqual(ids.sort());
  });

  it("finds datasets by a tag of the client's own, and shows chosen properties", async () => {
    const id = await aep.createDataset("tagged");
    await aep.call("PATCH", `${path}/${id}`, {
      body: { tags: { "pulumi-aep/owner": ["urn:pulumi:dev::a::b"] } },
    });
    const tags = encodeURIComponent("pulumi-aep/owner:urn:pulumi:dev::a::b");
    const answer = await aep.call("GET", `${path}?tags=${tags}&properties=name`);
    expect(answer.body).toEqual({ [id]: { name: "tagged" } });
  });

  it("lists the source datasets of the sample", async () => {
    const answer = await aep.call<DatasetsById>("GET", `${path}?tags=unifiedProfile:*`);
    expect(Object.keys(answer.body).length).toBeGreaterThan(0);
  });
});

describe("PATCH /dataSets/{id}", () => {
  it("accepts an object of changed fields", async () => {
    const id = await aep.createDataset("before");
    const answer = await aep.call("PATCH", `${path}/${id}`, {
      body: { name: "after", description: "new", tags: { a: ["b"] } },
    });
    expect([answer.status, answer.body]).toEqual([200, [`@/dataSets/${id}`]]);
    const dataset = await read(id);
    expect(dataset).toMatchObject({ name: "after", description: "new", version: "1.0.1" });
    expect(Object.keys(dataset.tags ?? {}).sort()).toEqual(["a", "adobe/pqs/table"]);
  });

  it.each(["application/json", "application/json-patch+json"])("takes a JSON Patch as %s", async (type) => {
    const id = await aep.createDataset("before");
    const answer = await aep.call("PATCH", `${path}/${id}`, {
      headers: { "content-type": type },
      body: [
        { op: "replace", path: "/name", value: "after" },
        { op: "add", path: "/description", value: "new" },
        { op: "add", path: "/tags/unifiedProfile", value: ["enabled:true"] },
      ],
    });
    expect(answer.status).toBe(200);
    expect(await read(id)).toMatchObject({
      name: "after",
      description: "new",
      tags: { unifiedProfile: ["enabled:true"] },
    });
    await aep.call("PATCH", `${path}/${id}`, { body: [{ op: "remove", path: "/description" }] });
    expect(await read(id)).not.toHaveProperty("description");
  });

  it.each<[string, unknown, RegExp]>([
    ["an empty name", { name: "" }, /^name: /],
    ["a name that is none", { name: null }, /^name: /],
    ["what cannot be changed", { created: 1 }, /created/],
    ["a patch of what cannot be changed", [{ op: "replace", path: "/imsOrg", value: "X" }], /imsOrg/],
    ["a patch that takes the name away", [{ op: "remove", path: "/name" }], /name/],
    [
      "a patch of what is not there",
      [{ op: "replace", path: "/nothing/deep", value: 1 }],
      /cannot be applied/,
    ],
    ["an operation that is none", [{ op: "shout", path: "/name" }], /cannot be applied/],
    ["operations that are none", [1, null], /cannot be applied/],
    ["a patch of the prototype", [{ op: "add", path: "/__proto__/x", value: 1 }], /cannot be applied/],
  ])("refuses %s and changes nothing", async (_what, body, detail) => {
    const id = await aep.createDataset("unchanged");
    const before = await read(id);
    const answer = await aep.call("PATCH", `${path}/${id}`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
    expect(await read(id)).toEqual(before);
  });
});

it("PUT replaces the fields of a dataset that a client may change", async () => {
  const id = await aep.createDataset("before");
  await aep.call("PATCH", `${path}/${id}`, { body: { description: "old", tags: { a: ["b"] } } });
  const { schemaRef } = await read(id);
  expect((await aep.call("PUT", `${path}/${id}`, { body: { name: "after", schemaRef } })).status).toBe(200);
  const dataset = await read(id);
  expect(dataset.name).toBe("after");
  expect(dataset.description).toBeUndefined();
  expect(Object.keys(dataset.tags ?? {})).toEqual(["adobe/pqs/table"]);
});

describe("DELETE /dataSets/{id}", () => {
  it("deletes a dataset; a second DELETE is a 404", async () => {
    const id = await aep.createDataset();
    const answer = await aep.call("DELETE", `${path}/${id}`, {
      headers: { "content-type": "application/json" },
    });
    expect([answer.status, answer.body]).toEqual([200, [`@/dataSets/${id}`]]);
    expect((await aep.call("GET", `${path}/${id}`)).status).toBe(404);
    expect((await aep.call("DELETE", `${path}/${id}`)).status).toBe(404);
  });
});

it("keeps sandboxes apart", async () => {
  const id = await aep.createDataset("only in prod");
  for (const method of ["GET", "PATCH", "DELETE"]) {
    const body = method === "PATCH" ? { name: "x" } : undefined;
    expect((await aep.call(method, `${path}/${id}`, { sandbox: "dev", body })).status).toBe(404);
  }
  expect((await aep.call("GET", `${path}?name=only*`, { sandbox: "dev" })).body).toEqual({});
  expect((await read(id)).name).toBe("only in prod");
});

it("answers 404 to a malformed id, never 500", async () => {
  for (const id of ["..%2f..%2fetc", "%00", "x".repeat(400), "%F0%9F%98%80"]) {
    expect((await aep.call("GET", `${path}/${id}`)).status).toBe(404);
  }
});
