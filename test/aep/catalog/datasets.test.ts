import { all, errorOf, type Handler, serverForEachTest } from "../../worlds/cannedAep";

const server = serverForEachTest();

describe("datasets", () => {
  const schemaRef = { id: "schema", contentType: "type" };

  test.each(["@/dataSets/abc", "@/datasets/abc"])(
    "create returns the id in the answer %s",
    async (reference) => {
      server.answers({ status: 201, body: [reference] });
      expect(await server.client.datasets.create({ name: "daily", schemaRef })).toBe("abc");
      expect(server.seen[0]).toMatchObject({ method: "POST", path: "/data/foundation/catalog/dataSets" });
    },
  );

  test.each([[[]], [["@/batches/abc"]], [{ id: "abc" }], [[7]]])(
    "create refuses the answer %j",
    async (body) => {
      server.answers({ body });
      expect(await errorOf(server.client.datasets.create({ name: "daily", schemaRef }))).toMatchObject({
        kind: "unexpected",
        outcome: "unknown",
        operation: 'Creating dataset "daily"',
      });
    },
  );

  test.each([
    ["404", { status: 404 }],
    ["an empty object", { body: {} }],
    ["an empty list", { body: [] }],
    ["nothing", { status: 204 }],
  ])("get returns undefined for %s", async (_name, answer) => {
    server.answers(answer);
    expect(await server.client.datasets.get("abc")).toBeUndefined();
  });

  test.each([[{ other: {} }], [[1]], ["text"], [{ abc: null }]])(
    "get refuses the answer %j",
    async (body) => {
      server.answers({ body: JSON.stringify(body) });
      expect(await errorOf(server.client.datasets.get("abc"))).toMatchObject({ kind: "unexpected" });
    },
  );

  test.each([
    [{ body: ["@/dataSets/abc"] }, true],
    [{ status: 204 }, true],
    [{ body: [] }, false],
    [{ status: 404 }, false],
  ])("delete with the answer %j returns %s", async (answer, deleted) => {
    server.answers(answer);
    expect(await server.client.datasets.delete("abc")).toBe(deleted);
  });

  test("update sends the changes only", async () => {
    server.answers({ body: ["@/dataSets/abc"] });
    await server.client.datasets.update("abc", [{ op: "replace", path: "/description", value: "" }]);
    expect(server.seen[0]).toMatchObject({
      method: "PATCH",
      path: "/data/foundation/catalog/dataSets/abc",
      body: '[{"op":"replace","path":"/description","value":""}]',
    });
  });

  const stored = (count: number, cap = 100): Handler => {
    const objects = Array.from(
      { length: count },
      (_, index) => [`d${index}`, { name: `n${index}` }] as const,
    );
    return ({ query }) => {
      const [start, limit] = [Number(query.get("start")), Math.min(Number(query.get("limit")), cap)];
      return { body: Object.fromEntries(objects.slice(start, start + limit)) };
    };
  };

  test.each([
    [0, 100, 1],
    [19, 100, 1],
    [250, 100, 4],
    [250, 40, 7],
  ])("%i datasets in pages of %i are all listed in %i calls", async (count, cap, calls) => {
    server.answers(stored(count, cap));
    const listed = await all(server.client.datasets.list());
    expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, index) => `d${index}`));
    expect(server.seen).toHaveLength(calls);
  });

  test("a page is fetched only when it is needed", async () => {
    server.answers(stored(250));
    for await (const { id } of server.client.datasets.list()) if (id === "d7") break;
    expect(server.seen).toHaveLength(1);
    expect(await all(server.client.datasets.list({ limit: 3 }))).toHaveLength(3);
    expect(server.seen).toHaveLength(2);
  });

  test("a name or tag is sent as a filter, and the answer is filtered again", async () => {
    const mine = { name: "daily", tags: { "pulumi/owner": ["me", "you"] } };
    server.answers({
      body: { a: mine, b: { ...mine, name: "daily-2" }, c: { ...mine, tags: {} }, d: { name: "daily" } },
    });
    const listed = await all(server.client.datasets.list({ name: "daily", tags: { "pulumi/owner": "me" } }));
    expect(listed).toEqual([{ ...mine, id: "a" }]);
    expect(server.seen[0]?.query.get("name")).toBe("daily");
    expect(server.seen[0]?.query.get("tags")).toBe("pulumi/owner:me");
  });

  test.each(["a,b", "!a", "a*", "~a"])(
    "the name %s, which Catalog would not take literally, is filtered by the client",
    async (name) => {
      server.answers({ body: { a: { name: "a" }, b: { name } } });
      expect(await all(server.client.datasets.list({ name }))).toEqual([{ id: "b", name }]);
      expect(server.seen[0]?.query.has("name")).toBe(false);
    },
  );

  test("a tag with a colon is filtered by the client", async () => {
    server.answers({ body: { a: { tags: { owner: ["urn:x"] } } } });
    expect(await all(server.client.datasets.list({ tags: { owner: "urn:x" } }))).toHaveLength(1);
    expect(server.seen[0]?.query.has("tags")).toBe(false);
  });
});

describe("batches", () => {
  test("are read and listed by dataset", async () => {
    server.answers({ body: { b1: { status: "success", recordCount: 7 } } });
    expect(await server.client.batches.get("b1")).toEqual({ id: "b1", status: "success", recordCount: 7 });
    expect(await all(server.client.batches.list({ dataSet: "abc" }))).toEqual([
      { id: "b1", status: "success", recordCount: 7 },
    ]);
    expect(server.seen[1]).toMatchObject({ path: "/data/foundation/catalog/batches" });
    expect(server.seen[1]?.query.get("dataSet")).toBe("abc");
  });
});
