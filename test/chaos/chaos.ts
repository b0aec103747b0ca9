import { Command, Option } from "commander";
import pLimit from "p-limit";
import { wholeNumber } from "../../cli/options/wholeNumber";
import { runCommand } from "../../tools/command";
import { doors, openDoor, type DoorName } from "./doors";
import { chaosRun } from "./run";
import { lineOf, summary } from "./tally";

interface Options {
  runs: number;
  seed: number;
  jobs: number;
  door: DoorName;
  keep: boolean;
}

/**
 * `npm run chaos -- --runs N --seed S --door native`: random programs, random faults and random kills through the real CLI. Prints a line a run
 * and what all runs have seen; the exit code is 1 if a promise was broken. Run i has the seed S + i, and can be repeated alone.
 */
async function chaos({ runs, seed, jobs, door: name, keep }: Options): Promise<void> {
  const door = await openDoor(name);
  const limit = pLimit(jobs);
  const seeds = Array.from({ length: runs }, (_, index) => seed + index);
  const reports = await Promise.all(
    seeds.map((each) =>
      limit(async () => {
        const report = await chaosRun(each, { door, keep });
        console.log(lineOf(report));
        return report;
      }),
    ),
  );
  console.log(summary(reports));
  if (reports.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
}

const options = new Command("npm run chaos --")
  .description("Random programs, faults and kills through the real Pulumi CLI, and what is left of them.")
  .option("--runs <number>", "how many programs", wholeNumber(1), 10)
  .option("--seed <number>", "seed of the first one", wholeNumber(0), Math.floor(Math.random() * 1_000_000))
  .option("--jobs <number>", "how many at the same time", wholeNumber(1), 2)
  .addOption(
    new Option(
      "--door <name>",
      "how the engine calls the provider: Node programs, or YAML programs of the plugin",
    )
      .choices(doors)
      .default("dynamic"),
  )
  .option("--keep", "keep the folders of runs that went well, too", false)
  .parse()
  .opts<Options>();

runCommand(() => chaos(options));
