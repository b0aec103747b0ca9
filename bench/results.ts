import type { Aftermath } from "./aftermath";
import type { EmulatorFigures } from "./emulator";
import type { InstallFigures } from "./install";
import type { Life } from "./life";
import type { StartupFigures } from "./startup";

/** All that one run of the bench has measured. What was not asked for is absent. */
export interface Results {
  machine: Machine;
  /** Milliseconds that every answer of the stub took. */
  latencyMs: number;
  /** Peers that could not run, and why. */
  missing: Record<string, string>;
  lives: Life[];
  aftermaths: Aftermath[];
  startup?: StartupFigures;
  install?: InstallFigures;
  emulator?: EmulatorFigures;
}

export interface Machine {
  /** ISO 8601. */
  date: string;
  cpus: number;
  cpuModel: string;
  memoryGb: number;
  node: string;
  pulumi: string;
}
