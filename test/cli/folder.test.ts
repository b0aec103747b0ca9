import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { text } from "node:stream/consumers";
import { tmpdir } from "node:os";
import path from "node:path";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { type LocalAep, startAep } from "./aepExport";
import { endOfJob } from "../worlds/eventually";

const built = (...file: string[]) => path.join(__dirname, "..", "..", ...file);
const cli = built("dist", "cli", "index.js");
const emulator = built("emulator", "dist", "cli.js");

/** Runs a program in a deleted working folder, and kills it if it does not end by itself. */
async function runInDeletedFolder(...args: string[]) {
  const cwd = mkdtempSync(path.join(tmpdir(), "deleted-"));
  const script = ['rmdir "$PWD" && exec "$@"', "sh", process.execPath, ...args];
  const child = spawn("sh", ["-c", ...script], {
    cwd,
    env: { PATH: process.env.PATH, ...emulatorEnv(aep.emulator.url) },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

let aep: LocalAep;
let job: string;

// Linux only: other systems have no /proc, and some cannot delete a working folder.
const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("a folder that can never be made ends a command at once, with exit code 1 and one line", () => {
  beforeAll(async () => {
    aep = await startAep({});
    job = await aep.createJob();
    await endOfJob(aep.client, job);
  }, 30_000);
  afterAll(() => aep.emulator.close());

  describe.each([["/proc/x"], ["export"]])("%s, in a working folder that was deleted", (folder) => {
    test("download --out", async () => {
      const { code, stdout, stderr } = await runInDeletedFolder(cli, "download", job, "--out", folder);
      expect([code, stdout]).toEqual([1, ""]);
      // A line of progress comes before the error.
      expect(stderr).toMatch(
        /^(Downloaded .*\n)?aep-export: Downloading \S+: its folder cannot be made \(ENOENT\)\. Choose another folder\.\n$/,
      );
    });

    test("import --out", async () => {
      expect(await runInDeletedFolder(cli, "import", "--out", folder)).toEqual({
        code: 1,
        stdout: "",
        stderr: `aep-export: Importing into ${folder}: the folder cannot be made (ENOENT). Give another folder with --out.\n`,
      });
    });

    test("aep-emulator --data", async () => {
      const ended = await runInDeletedFolder(emulator, "--port", "0", "--data", folder);
      expect(ended).toMatchObject({ code: 1, stdout: "" });
      expect(ended.stderr).toMatch(/^aep-emulator: [^\n]*\bENOENT\b[^\n]*\n$/);
    });
  });
});
