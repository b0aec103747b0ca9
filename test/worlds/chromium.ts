import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser, type LaunchOptions } from "playwright-core";

/** The npm package `@sparticuz/chromium` brings a Chromium without windows for this platform only. */
const isPacked = process.platform === "linux" && process.arch === "x64";

/** The Chromium of the machine: the one that CHROMIUM_PATH names, or, where no package brings one, the one on PATH. */
const installed = process.env.CHROMIUM_PATH ?? (isPacked ? undefined : onPath());

/** Whether {@link startChromium} can start a browser here. */
export const hasChromium = isPacked || installed !== undefined;

/**
 * Starts Chromium without a window; none is downloaded.
 *
 * @param dir An empty folder that the Chromium of the package is unpacked into, 200 MB.
 */
export async function startChromium(dir: string): Promise<Browser> {
  const options = installed === undefined ? await unpack(dir) : { executablePath: installed };
  // Chromium's own sandbox does not work for root, as whom containers often run.
  return chromium.launch({ ...options, chromiumSandbox: process.getuid?.() !== 0 });
}

/** Unpacks the Chromium of the package, and the libraries and fonts that machines without a desktop lack. */
async function unpack(dir: string): Promise<LaunchOptions> {
  const script = 'require("@sparticuz/chromium").executablePath().then(console.log)';
  // The package unpacks into the folder for temporary files, and the libraries only where it finds itself in AWS.
  const env = { ...process.env, TMPDIR: dir, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: __dirname, env });
  const fonts = path.join(dir, "fonts.conf");
  // The package's own file names folders of AWS, and without any font Chromium crashes.
  writeFileSync(fonts, `<fontconfig><dir>${dir}/fonts</dir><cachedir>${dir}/cache</cachedir></fontconfig>`);
  return {
    executablePath: stdout.trim(),
    env: { ...process.env, LD_LIBRARY_PATH: path.join(dir, "al2023", "lib"), FONTCONFIG_FILE: fonts },
  };
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => existsSync(file));
}
