import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const root = path.join(__dirname, "..", "..");
const out = mkdtempSync(path.join(tmpdir(), "pulumi-aep-reference-"));

afterAll(() => rmSync(out, { recursive: true, force: true }));

// typedoc.json makes an error of each public name that is not documented or not exported, and of each dead link.
test("typedoc writes the reference without warnings", async () => {
  const typedoc = path.join(root, "node_modules", "typedoc", "bin", "typedoc");
  await promisify(execFile)(process.execPath, [typedoc, "--out", out], { cwd: root });

  expect(existsSync(path.join(out, "classes", "ExportJob.html"))).toBe(true);
}, 120_000);
