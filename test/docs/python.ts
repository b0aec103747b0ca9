import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Ways to start Python 3. */
const commands = process.platform === "win32" ? ["py", "python"] : ["python3", "python"];
const installTimeLimitMs = 600_000;

/** A Python with packages of its own, in a folder that is deleted at the end. */
export class Python {
  private constructor(
    private readonly dir: string,
    private readonly command: string,
  ) {}

  /** Installs packages from PyPI. Without a Python or a PyPI, says in a line that `test` is skipped, and why. */
  static with(packages: string[], test: string): Python | undefined {
    const dir = mkdtempSync(path.join(tmpdir(), "python-"));
    const python = commands.find((command) => works(spawnSync(command, ["-m", "venv", dir])));
    const command = path.join(
      dir,
      ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
    );
    // Python compiles what a test imports; pip would compile all modules of all packages.
    const install = ["-m", "pip", "install", "--quiet", "--no-compile", ...packages];
    if (python !== undefined && works(spawnSync(command, install, { timeout: installTimeLimitMs })))
      return new Python(dir, command);
    rmSync(dir, { recursive: true, force: true });
    const reason =
      python === undefined
        ? "there is no Python 3 with venv here"
        : `pip cannot install ${packages.join(" and ")} here`;
    process.stderr.write(`${test}: skipped, ${reason}.\n`);
    return undefined;
  }

  /** Runs a program in a folder and answers what it printed, as JSON. */
  json(program: string, cwd: string): unknown {
    const { status, stdout, stderr } = spawnSync(this.command, ["-"], {
      input: program,
      cwd,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const works = ({ status }: { status: number | null }): boolean => status === 0;
