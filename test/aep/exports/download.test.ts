import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DownloadError, type DownloadProgress, download } from "../../../provider/aep";
import { errorOf } from "../../worlds/cannedAep";
import { type ExportServer, gone, type ServedPart, startExport } from "../../worlds/cannedExport";

const megabyte = 1_000_000;
const a = randomBytes(megabyte);
const b = randomBytes(megabyte);

let dir: string;
let aep: ExportServer;
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "download-"))));
afterEach(async () => {
  await aep.server.close();
  rmSync(dir, { recursive: true, force: true });
});

const onLinux = process.platform === "linux" ? test : test.skip;
const start = async (...parts: ServedPart[]) => (aep = await startExport(parts));
const get = (options: Partial<Parameters<typeof download>[1]> = {}) =>
  download(aep.client, { batchIds: ["b1"], dir, ...options });
const place = (name: string) => path.join(dir, "b1", name);
const put = (name: string, bytes: Buffer) => {
  mkdirSync(path.dirname(place(name)), { recursive: true });
  writeFileSync(place(name), bytes);
};
/** Compares buffers as a whole: byte by byte, Jest would take minutes for a megabyte. */
const expectBytes = (name: string, bytes: Buffer) =>
  expect([name, readFileSync(place(name)).equals(bytes)]).toEqual([name, true]);
const everything = () =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();

test("each part is written to its path, and progress is reported", async () => {
  await start(
    { name: "a.parquet", bytes: a },
    { name: "deep/b.parquet", bytes: b },
    { name: "c", bytes: Buffer.alloc(0) },
  );
  const told: DownloadProgress[] = [];
  const files = await get({ progress: (progress) => told.push(progress) });

  expectBytes("a.parquet", a);
  expectBytes("deep/b.parquet", b);
  expect(readFileSync(place("c"))).toHaveLength(0);
  expect(everything()).toEqual(["a.parquet", "b.parquet", "c"]);
  expect(files.map(({ path: file, bytes, present }) => [file, bytes, present])).toEqual([
    [place("a.parquet"), megabyte, false],
    [place("deep/b.parquet"), megabyte, false],
    [place("c"), 0, false],
  ]);
  expect(told[0]).toEqual({ bytesDone: 0, bytesTotal: 2 * megabyte, filesDone: 0, filesTotal: 3 });
  expect(told.at(-1)).toEqual({
    bytesDone: 2 * megabyte,
    bytesTotal: 2 * megabyte,
    filesDone: 3,
    filesTotal: 3,
  });
  expect(told.every(({ bytesDone }, at) => bytesDone >= (told[at - 1]?.bytesDone ?? 0))).toBe(true);
});

test("a batch that is named twice is downloaded once", async () => {
  await start({ name: "a.parquet", bytes: a });
  const files = await get({ batchIds: ["b1", "b1"] });
  expect(files.map((file) => file.path)).toEqual([place("a.parquet")]);
});

test("parts with the same name in two files of a batch get different paths, also if only the case differs", async () => {
  await start(
    { name: "a.parquet", bytes: a, fileId: "b1-1" },
    { name: "A.parquet", bytes: b, fileId: "b1-2" },
    { name: "other.parquet", bytes: b, fileId: "b1-2" },
  );
  await get();
  expectBytes("b1-1/a.parquet", a);
  expectBytes("b1-2/A.parquet", b);
  expectBytes("other.parquet", b);
});

test("a download resumes where the connection broke", async () => {
  await start({ name: "a.parquet", bytes: a });
  let breaks = 3;
  aep.trouble((seen, response) => {
    if (breaks-- <= 0) return undefined;
    const from = Number(/\d+/.exec(seen.headers.range ?? "0")?.[0]);
    if (from > 0)
      response.writeHead(206, {
        "Content-Length": megabyte - from,
        "Content-Range": `bytes ${from}-${megabyte - 1}/${megabyte}`,
      });
    else response.writeHead(200, { "Content-Length": megabyte });
    response.write(a.subarray(from, from + 200_000), () => response.destroy());
    return "taken";
  });
  await get();
  expectBytes("a.parquet", a);
  expect(everything()).toEqual(["a.parquet"]);
  expect(aep.ranges()).toHaveLength(4);
  expect(
    aep
      .ranges()
      .slice(1)
      .every((range) => /^bytes=[1-9]\d*-$/.test(range ?? "")),
  ).toBe(true);
});

test("a connection that keeps breaking without a new byte is an error, and what was downloaded stays", async () => {
  await start({ name: "a.parquet", bytes: a });
  put("a.parquet.part", a.subarray(0, 400_000));
  aep.trouble((_seen, response) => {
    response.writeHead(206, {
      "Content-Range": `bytes 400000-999999/${megabyte}`,
      "Content-Length": 600_000,
    });
    response.flushHeaders();
    response.destroy();
    return "taken";
  });
  expect(await errorOf(get())).toMatchObject({ name: "AepError", kind: "network" });
  expect(everything()).toEqual(["a.parquet.part"]);
  expectBytes("a.parquet.part", a.subarray(0, 400_000));

  aep.trouble(() => undefined);
  await get();
  expectBytes("a.parquet", a);
  expect(aep.ranges().at(-1)).toBe("bytes=400000-");
});

test.each([
  ["shorter than the export's", a.subarray(0, 123_456), "bytes=123456-"],
  ["longer than the export's", Buffer.concat([b, b]), undefined],
])("a .part of an earlier run, %s, becomes the complete file", async (_name, found, range) => {
  await start({ name: "a.parquet", bytes: a });
  put("a.parquet.part", found);
  await get();
  expectBytes("a.parquet", a);
  expect(everything()).toEqual(["a.parquet"]);
  expect(aep.ranges()).toEqual([range]);
});

test("a .part that has all bytes is only renamed", async () => {
  await start({ name: "a.parquet", bytes: a });
  put("a.parquet.part", a);
  await get();
  expectBytes("a.parquet", a);
  expect(aep.ranges()).toEqual([]);
});

test.each([250, 251, 255])(
  "a file with a name of %i bytes is downloaded, and resumed after a break",
  async (bytes) => {
    // One more byte each time, so that a letter of several bytes is cut at each position.
    const names = ["", "x", "yy", "zzz"].map(
      (start) => `${`${start}${"🎈".repeat(60)}`}${"-".repeat(bytes - 240 - start.length)}`,
    );
    await start(...names.map((name) => ({ name, bytes: a })));
    let breaks = names.length;
    aep.trouble((_seen, response) => {
      if (breaks-- <= 0) return undefined;
      response.writeHead(200, { "Content-Length": megabyte });
      response.write(a.subarray(0, 200_000), () => response.destroy());
      return "taken";
    });
    await get();
    for (const name of names) expectBytes(name, a);
    expect(everything()).toEqual([...names].sort());
    expect(aep.ranges().filter((range) => /^bytes=[1-9]\d*-$/.test(range ?? ""))).toHaveLength(names.length);
  },
);

test("a service that ignores Range sends all bytes again, and the file is right", async () => {
  await start({ name: "a.parquet", bytes: a });
  put("a.parquet.part", a.subarray(0, 700_001));
  aep.trouble((_seen, response) => {
    response.writeHead(200, { "Content-Length": megabyte }).end(a);
    return "taken";
  });
  await get();
  expectBytes("a.parquet", a);
});

test.each([
  ["fewer", a.subarray(0, 900_000)],
  ["more", Buffer.concat([a, b])],
])("a part of %s bytes than announced is an error, and its .part is deleted", async (_name, sent) => {
  await start({ name: "a.parquet", bytes: sent, length: String(megabyte) });
  expect(await errorOf(get())).toMatchObject({
    name: "DownloadError",
    kind: "wrongSize",
    file: place("a.parquet"),
  });
  expect(everything()).toEqual([]);
});

test("a length that the list of parts lacks is read by a call of its own", async () => {
  await start({ name: "a.parquet", bytes: a, length: "unknown" });
  expect(await get()).toMatchObject([{ bytes: megabyte }]);
  expect(aep.server.seen.some(({ method }) => method === "HEAD")).toBe(true);
});

test("a complete file is not fetched again", async () => {
  await start({ name: "a.parquet", bytes: a }, { name: "b.parquet", bytes: b });
  put("a.parquet", a);
  const told: DownloadProgress[] = [];
  const files = await get({ progress: (progress) => told.push(progress) });
  expect(files.map(({ present }) => present)).toEqual([true, false]);
  expect(told[0]).toMatchObject({ bytesDone: megabyte, filesDone: 1 });
  expect(aep.ranges()).toHaveLength(1);
});

test("a file of another size is an error before anything is written, unless it may be overwritten", async () => {
  await start({ name: "a.parquet", bytes: a }, { name: "b.parquet", bytes: b });
  put("b.parquet", Buffer.from("mine"));
  const error = await errorOf(get());
  expect(error).toMatchObject({ name: "DownloadError", kind: "exists", file: place("b.parquet") });
  expect((error as Error).message).toContain("4 bytes");
  expect(everything()).toEqual(["b.parquet"]);
  expect(readFileSync(place("b.parquet"), "utf8")).toBe("mine");

  await get({ overwrite: true });
  expectBytes("b.parquet", b);
});

test("a folder at the path of a file, and a file at the path of the folder, are errors", async () => {
  await start({ name: "a.parquet", bytes: a });
  mkdirSync(place("a.parquet"), { recursive: true });
  expect(await errorOf(get({ overwrite: true }))).toMatchObject({ kind: "exists" });
  const file = path.join(dir, "file");
  writeFileSync(file, "mine");
  expect(await errorOf(get({ dir: file }))).toMatchObject({ kind: "exists", code: "ENOTDIR" });
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test.each([
  "../a.parquet",
  "deep/../../a.parquet",
  "/etc/a.parquet",
  "..",
  ".",
  "",
  "deep//a.parquet",
  "..\\a.parquet",
  "C:\\a.parquet",
  "C:a.parquet",
  "a\u0000.parquet",
  "a\u001b[2J.parquet",
  "a.parquet.part",
  "nul",
  "Con.parquet",
  "a.parquet.",
  "a".repeat(256),
  `${"ä".repeat(128)}/a.parquet`,
])("the name %j is refused before anything is written", async (name) => {
  await start({ name: "good.parquet", bytes: a }, { name, bytes: b });
  const error = await errorOf(get());
  expect(error).toBeInstanceOf(DownloadError);
  expect(error).toMatchObject({ kind: "unsafeName" });
  // eslint-disable-next-line no-control-regex -- control characters must not reach a terminal
  expect((error as Error).message).not.toMatch(/[\u0000-\u001f]/);
  expect(readdirSync(dir)).toEqual([]);
  expect(aep.ranges()).toEqual([]);
});

onLinux("a full disk is told, and what came stays", async () => {
  await start({ name: "a.parquet", bytes: a }, { name: "b.parquet", bytes: b });
  mkdirSync(path.join(dir, "b1"));
  symlinkSync("/dev/full", place("b.parquet.part"));
  const error = await errorOf(get({ parallel: 1 }));
  expect(error).toMatchObject({
    name: "DownloadError",
    kind: "diskFull",
    code: "ENOSPC",
    file: place("b.parquet"),
  });
  expect((error as Error).message).toMatch(
    /^Downloading .*b\.parquet: the disk is full \(ENOSPC\)\. Make room\./,
  );
  expectBytes("a.parquet", a);
  expect(existsSync(place("b.parquet"))).toBe(false);
});

// Not even root may write there.
onLinux("a folder that may not be written is told", async () => {
  await start({ name: "a.parquet", bytes: a });
  expect(await errorOf(get({ dir: "/sys/export" }))).toMatchObject({ kind: "denied" });
  expect(aep.ranges()).toEqual([]);
});

onLinux("a folder that can never be made is told", async () => {
  await start({ name: "a.parquet", bytes: a });
  const error = await errorOf(get({ dir: "/proc/export" }));
  expect(error).toMatchObject({ name: "DownloadError", kind: "disk", code: "ENOENT" });
  expect((error as Error).message).toMatch(
    /^Downloading \/proc\/export\/.*: its folder cannot be made \(ENOENT\)\. Choose another folder\.$/,
  );
  expect(aep.ranges()).toEqual([]);
});

test("a batch that is gone is an error, and nothing is written", async () => {
  await start({ name: "a.parquet", bytes: a });
  expect(await errorOf(get({ batchIds: ["b1", "b2"] }))).toMatchObject({
    name: "AepError",
    kind: "notFound",
  });
  expect(readdirSync(dir)).toEqual([]);
});

test("a file that is gone is an error, and what was downloaded stays", async () => {
  await start({ name: "a.parquet", bytes: a }, { name: "b.parquet", bytes: b });
  put("b.parquet.part", b.subarray(0, 10));
  aep.trouble((seen) => (seen.query.get("path") === "b.parquet" ? gone : undefined));
  expect(await errorOf(get({ parallel: 1 }))).toMatchObject({ name: "AepError", kind: "notFound" });
  expect(everything()).toEqual(["a.parquet", "b.parquet.part"]);
  expectBytes("b.parquet.part", b.subarray(0, 10));
});

test("a signal ends a download at once, and the next run resumes it", async () => {
  await start({ name: "a.parquet", bytes: a });
  const stop = new AbortController();
  aep.trouble((_seen, response) => {
    response.writeHead(200, { "Content-Length": megabyte }).write(a.subarray(0, 300_000));
    return "taken";
  });
  const progress = ({ bytesDone }: DownloadProgress) => void (bytesDone === 300_000 && stop.abort());
  expect(await errorOf(get({ signal: stop.signal, progress }))).toMatchObject({ kind: "aborted" });
  expectBytes("a.parquet.part", a.subarray(0, 300_000));

  aep.trouble(() => undefined);
  await get();
  expectBytes("a.parquet", a);
  expect(aep.ranges().at(-1)).toBe("bytes=300000-");
});

test("no more files than asked for are fetched at the same time", async () => {
  await start(...Array.from({ length: 9 }, (_, at) => ({ name: `${at}`, bytes: a.subarray(0, 100) })));
  let open = 0;
  let most = 0;
  aep.trouble((_seen, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open -= 1;
      response.writeHead(200, { "Content-Length": 100 }).end(a.subarray(0, 100));
    }, 20);
    return "taken";
  });
  await get({ parallel: 3 });
  expect(most).toBe(3);
  expect(everything()).toHaveLength(9);
  expect(await errorOf(get({ parallel: 0 }))).toBeInstanceOf(RangeError);
});

test("two downloads into one folder at the same time both succeed", async () => {
  await start({ name: "a.parquet", bytes: a }, { name: "b.parquet", bytes: b });
  await Promise.all([get(), get()]);
  expect(everything()).toEqual(["a.parquet", "b.parquet"]);
  expectBytes("a.parquet", a);
  expectBytes("b.parquet", b);
});
