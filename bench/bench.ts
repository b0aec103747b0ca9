import { Command, Option } from "commander";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { wholeNumber } from "../cli/options/wholeNumber";
import { runCommand } from "../tools/command";
import { findPulumi } from "../tools/pulumiCli/find";
import { chartOf } from "./chart";
import { peers } from "./peer";
import { parts, run, type Part } from "./run";
import { pageOf } from "./table";

interface Options {
  only: Part[];
  sizes: number[];
  rounds: number;
  peers: string[];
  latency: number;
  out: string;
}

const numbers = (list: string): number[] => list.split(",").map((item) => wholeNumber(1)(item.trim()));

const program = new Command("npm run bench --")
  .description("Measures what pulumi-aep costs, beside what people would use instead.")
  .addOption(new Option("--only <parts...>", "parts to measure").choices(parts).default([...parts]))
  .option("--sizes <list>", "numbers of dataset/job pairs", numbers, [1, 50, 200, 500])
  .option("--rounds <number>", "how often each is measured", wholeNumber(1), 3)
  .addOption(
    new Option("--peers <names...>", "ways to measure")
      .choices(peers.map(({ name }) => name))
      .default(peers.map(({ name }) => name)),
  )
  .option("--latency <ms>", "milliseconds that every answer of the API takes", wholeNumber(1), 50)
  .option("--out <dir>", "folder for the figures", path.join(__dirname, "latest"));

/** Prints the page of figures. Writes the page, the figures, and a chart of the largest size at which all ways were measured. */
async function bench(): Promise<void> {
  const { only, latency, out, ...options } = program.parse().opts<Options>();
  const started = Date.now();
  const results = await run({
    ...options,
    cli: await findPulumi(),
    parts: only,
    latencyMs: latency,
    say: (line) => console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`),
  });
  mkdirSync(out, { recursive: true });
  const page = pageOf(results);
  const write = (name: string, text: string): void => writeFileSync(path.join(out, name), text);
  write("bench.json", `${JSON.stringify(results, undefined, 2)}\n`);
  write("bench.md", `${page}\n`);
  const chart = chartOf(results, Math.max(...options.sizes.filter((size) => size <= 200)));
  if (chart !== undefined) write("bench.svg", chart);
  console.log(page);
}

runCommand(bench);
