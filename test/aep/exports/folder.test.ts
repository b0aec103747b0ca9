import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeFolder as makeEmulatorFolder } from "../../../emulator/storage/folder";
import { makeFolder as makeProviderFolder } from "../../../provider/aep/exports/download/folder";
import { errorOf } from "../../worlds/cannedAep";

let dir: string;
beforeEach(() => (dir = realpathSync(mkdtempSync(path.join(tmpdir(), "folder-")))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onLinux = process.platform === "linux" ? test : test.skip;

// The emulator is a separate package, with its own copy of the function.
describe.each([
  ["provider", makeProviderFolder],
  ["emulator", makeEmulatorFolder],
])("a folder of the %s", (_package, makeFolder) => {
  test("is made with all missing folders above it, also by several callers at once", async () => {
    const deep = path.join(dir, "a", "b", "c");
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(path.join(dir, "a", "d"))]);
    await makeFolder(`${deep}${path.sep}`);
    expect([existsSync(deep), existsSync(path.join(dir, "a", "d"))]).toEqual([true, true]);
    await makeFolder(path.parse(dir).root);
  });

  test("is not made where a file is in the way", async () => {
    const file = path.join(dir, "file");
    writeFileSync(file, "");
    expect(await errorOf(makeFolder(file))).toMatchObject({ code: "EEXIST" });
    expect(await errorOf(makeFolder(path.join(file, "a", "b")))).toMatchObject({ code: "ENOTDIR" });
  });

  onLinux("is refused at once where none can ever be made", async () => {
    const refusal = { code: "ENOENT", path: "/proc/x" };
    expect(await errorOf(makeFolder("/proc/x"))).toMatchObject(refusal);
    expect(await errorOf(makeFolder("/proc/x/a/b"))).toMatchObject(refusal);
  });
});
