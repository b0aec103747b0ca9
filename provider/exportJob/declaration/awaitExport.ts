/**
 * Waits for the end of an export job, and returns its results. Fails if the export failed or was
 * cancelled. Call it in a program with more jobs than the engine creates in parallel, and give
 * those jobs `waitForCompletion: false`: all of them are then started before the first wait.
 */
export interface AwaitExportArgs {
  /** Id of the export job. */
  id: string;
  /**
   * Id of the dataset that the job writes to. If AEP does not know the job any more, the batches of
   * this dataset tell whether it has succeeded. Defaults to no such look.
   */
  dataset?: string;
  /** The sandbox that the job exports from. Defaults to the configured one (`aep:sandboxName`). */
  sandboxName?: string;
  /**
   * Limit of the wait, a duration such as `90m` or `1h30m`. The export goes on after it. Defaults
   * to none.
   */
  timeout?: string;
}
