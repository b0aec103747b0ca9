import type { Aftermath } from "./aftermath";
import type { EmulatorFigures } from "./emulator";
import type { InstallFigures } from "./install";
import type { Life } from "./life";
import type { PluginFigures } from "./plugin";
import type { StartupFigures } from "./startup";

/** The figures of one run of the bench. Parts that were not asked for are absent. */
export interface Results {
  machine: Machine;
  /** Milliseconds that the stub took for each answer. */
  latencyMs: number;
  /** Peers that could not run, and why. */
  missing: Record<string, string>;
  lives: Life[];
  aftermaths: Aftermath[];
  startup?: StartupFigures;
  plugin?: PluginFigures;
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
