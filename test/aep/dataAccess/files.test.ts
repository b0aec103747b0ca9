import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { all, errorOf, impatientClient, serverForEachTest, settingsFor } from "../../worlds/cannedAep";

const server = serverForEachTest();

describe("files", () => {
  const bytes = "0123456789";

  test("of a batch, and their parts, are paged with and without links", async () => {
    const files = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ dataSetFileId: `f${from + index}` }));
    server.answers(
      {
        body: {
          data: files(0, 2),
          _links: { next: { href: "https://platform.adobe.io/x?start=2&limit=2" } },
        },
      },
      { body: { data: files(2, 100) } },
      { body: { data: files(102, 1) } },
    );
    expect(await all(server.client.files.ofBatch("b1"))).toHaveLength(103);
    expect(server.seen.map((seen) => seen.query.get("start"))).toEqual(["0", "2", "102"]);
    server.answers({ body: { data: [{ name: "part-0.parquet", length: "10" }] } });
    expect(await all(server.client.files.parts("f1"))).toEqual([{ name: "part-0.parquet", length: "10" }]);
    expect(server.seen.at(-1)?.path).toBe("/data/foundation/export/files/f1");
  });

  test("have parts whose length can be read", async () => {
    server.answers({ headers: { "Content-Length": "1234" } });
    expect(await server.client.files.head("f1", "a b.parquet")).toBe(1234);
    expect(server.seen[0]).toMatchObject({ method: "HEAD", path: "/data/foundation/export/files/f1" });
    expect(server.seen[0]?.query.get("path")).toBe("a b.parquet");
    expect(server.seen[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("are read as streams", async () => {
    server.answers({ body: bytes });
    expect(await text(await server.client.files.read("f1", "p"))).toBe(bytes);
    expect(server.seen[0]?.headers.range).toBeUndefined();
  });

  test.each([
    ["honours Range", { status: 206, headers: { "Content-Range": "bytes 4-9/10" }, body: bytes.slice(4) }],
    ["ignores Range", { status: 200, body: bytes }],
  ])("are read from a byte on where the service %s", async (_name, answer) => {
    server.answers(answer);
    expect(await text(await server.client.files.read("f1", "p", { start: 4 }))).toBe("456789");
    expect(server.seen[0]?.headers.range).toBe("bytes=4-");
  });

  test.each([
    { status: 206, headers: { "Content-Range": "bytes 3-9/10" }, body: "3456789" },
    { status: 206, body: "456789" },
  ])("are refused if other bytes come than were asked for: %j", async (answer) => {
    server.answers(answer);
    expect(await errorOf(server.client.files.read("f1", "p", { start: 4 }))).toMatchObject({
      kind: "unexpected",
    });
  });

  test("a stream that breaks off fails with a typed error after its good bytes", async () => {
    server.answers((_seen, { response }) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("0123", () => setImmediate(() => response.destroy()));
      return undefined;
    });
    const stream = await server.client.files.read("f1", "p");
    let got = "";
    const reading = (async () => {
      for await (const chunk of stream) got += String(chunk);
    })();
    expect(await errorOf(reading)).toMatchObject({
      name: "AepError",
      kind: "network",
      operation: "Reading p of file f1",
    });
    expect(got).toBe("0123");
  });

  test("a stream that stalls is a timeout", async () => {
    const { client: hasty } = impatientClient(settingsFor(server.url), { timeoutMs: 100 });
    server.answers((_seen, { response }) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("0123");
      return undefined;
    });
    expect(await errorOf(text(await hasty.files.read("f1", "p")))).toMatchObject({
      name: "AepError",
      kind: "timeout",
    });
  });

  test.each([10, 4_000_000])("a slow reader of %i bytes causes no timeout", async (length) => {
    const { client: hasty } = impatientClient(settingsFor(server.url), { timeoutMs: 400 });
    server.answers({ body: "x".repeat(length) });
    const stream = await hasty.files.read("f1", "p");
    await sleep(1000);
    expect(await text(stream)).toHaveLength(length);
  });

  test("a signal ends a stream", async () => {
    const controller = new AbortController();
    server.answers((_seen, { response }) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("0123");
      return undefined;
    });
    const stream = await server.client.withSignal(controller.signal).files.read("f1", "p");
    const reading = errorOf(text(stream));
    controller.abort();
    expect(await reading).toMatchObject({ name: "AepError", kind: "aborted" });
  });

  test("a reader that stops early closes the connection", async () => {
    const closed = new Promise<void>((resolve) => {
      server.answers((_seen, { response }) => {
        response.on("close", resolve);
        response.writeHead(200, { "Content-Length": "1000000" });
        response.write("x".repeat(1000));
        return undefined;
      });
    });
    const stream = await server.client.files.read("f1", "p");
    for await (const _chunk of stream) break;
    await closed;
    const unread = await server.client.files.read("f1", "p");
    unread.destroy();
  });

  test("a part that is gone is a typed error with the words of the service", async () => {
    server.answers({ status: 404, body: { title: "File not found" } });
    expect(await errorOf(server.client.files.read("f1", "p"))).toMatchObject({
      kind: "notFound",
      reason: "File not found",
    });
    expect(await errorOf(all(server.client.files.ofBatch("b1")))).toMatchObject({ kind: "notFound" });
  });
});
