import * as pulumi from "@pulumi/pulumi";

/**
 * Makes a value once for each run of a program. One process may make several runs, at once or in
 * turn (inline programs of the Automation API), each with its own configuration. The stack resource
 * identifies the run, because the SDK keeps one per run.
 */
export function onceARun<Value extends object>(make: () => Value): () => Value {
  const made = new WeakMap<pulumi.Resource, Value>();
  return () => {
    const run = pulumi.runtime.getStackResource();
    // Outside of a run, as in a unit test with mocks, nothing tells two configurations apart:
    // nothing is kept.
    if (run === undefined) return make();
    const value = made.get(run) ?? make();
    made.set(run, value);
    return value;
  };
}

/**
 * Keeps the run going until this work has ended. A program in its own process ends when nothing is
 * left to do, but an inline program ends with its calls to the engine: the work would outlive the
 * `up`, and its error would end the process.
 */
export function keepRunning(work: Promise<unknown>): void {
  const release = pulumi.runtime.rpcKeepAlive();
  // After the callbacks of the result, because they may begin work that keeps the run going itself.
  const done = () => void setImmediate(release);
  work.then(done, done);
}
