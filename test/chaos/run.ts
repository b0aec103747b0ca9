import { writeFileSync } from "node:fs";
import path from "node:path";
import { Project } from "../worlds/project";
import { KillableEmulator } from "../worlds/killableEmulator";
import type { Door } from "./doors";
import { randomPlan } from "./randomPlan";
import { writeRecords } from "./records";
import { Stage } from "./stage";
import { StackLife } from "./stackLife";
import type { RunReport } from "./tally";

/**
 * Lives through the plan of a seed. What has gone wrong is in the report; then, or if asked to, the folder is kept, with a
 * transcript.
 */
export async function chaosRun(
  seed: number,
  { door, keep = false }: { door: Door; keep?: boolean },
): Promise<RunReport> {
  const started = performance.now();
  const plan = randomPlan(seed);
  let emulator: KillableEmulator | undefined;
  const project = await Project.open({
    cli: door.cli,
    startAep: async (data) => {
      const dir = path.dirname(data);
      const flags = ["--data", data, "--job-seconds", String(plan.jobSeconds), "--concurrency", "8"];
      emulator = await KillableEmulator.start(
        [...flags, ...writeRecords(dir)],
        path.join(dir, "emulator.log"),
      );
      return emulator;
    },
  });
  if (emulator === undefined) throw new Error("A project was opened without an emulator");
  project.env = door.env;
  const stage = new Stage(project, emulator);
  const life = new StackLife(stage, plan, door);
  await life.live();
  const isKept = keep || stage.breaches.length > 0;
  if (isKept) {
    writeFileSync(path.join(project.dir, "transcript.txt"), stage.transcript.with(project.gateway.calls));
    writeFileSync(path.join(project.dir, "plan.json"), JSON.stringify(plan, undefined, 2));
  }
  await project.close({ keep: isKept });
  const { commands, kills, breaches } = stage;
  return {
    seed,
    door: door.name,
    seconds: (performance.now() - started) / 1000,
    commands,
    objects: stage.sightings.objects,
    faults: emulator.met,
    kills,
    breaches,
    windows: life.windows,
    folder: isKept ? project.dir : undefined,
  };
}
