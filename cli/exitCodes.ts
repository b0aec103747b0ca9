import { CommanderError } from "commander";
import { AepError, ExportNotReadyError, type ExportJob } from "../provider/aep";

/** The exit codes of commands. Scripts rely on them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  exportFailed: 4,
  unauthorized: 5,
  notEnded: 6,
  interrupted: 130,
} as const;

export const exitCodesHelp = `
Exit codes:
  0    done; for status: the export has succeeded
  1    failed: AEP or the network is in trouble, a file is in the way, or the disk is full
  2    wrong usage, or settings are missing
  3    no such export job, dataset, batch, file or profile, or nothing to import
  4    the export ended FAILED or CANCELLED
  5    AEP refused the token, the API key, the organization or the sandbox, or a permission is missing
  6    the export has not ended yet
  130  interrupted by Ctrl-C`;

/** The command line is wrong, or settings are missing. */
export class UsageError extends Error {}

/** The exit code for the error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof CommanderError) return exitCodes.usage;
  if (error instanceof ExportNotReadyError) return exitCodeOfJob(error.job);
  if (!(error instanceof AepError)) return exitCodes.failed;
  if (error.kind === "notFound") return exitCodes.notFound;
  if (error.kind === "unauthorized" || error.kind === "forbidden") return exitCodes.unauthorized;
  return exitCodes.failed;
}

/** The exit code for the state of a job. */
export function exitCodeOfJob({ state }: ExportJob): number {
  if (state === "succeeded") return exitCodes.ok;
  return state === "failed" || state === "cancelled" ? exitCodes.exportFailed : exitCodes.notEnded;
}
