import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

test("npm start refuses an unknown language with one line", () => {
  const script = ["-r", "ts-node/register/transpile-only", path.join("tools", "start.ts")];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, "--language", "ruby"], {
    cwd: root,
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^error: .*--language.*'ruby'.* typescript, yaml, python\.\n$/);
});
