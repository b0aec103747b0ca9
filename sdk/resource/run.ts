import * as pulumi from "@pulumi/pulumi";

/**
 * Makes a value once for each run of a program. One process may make several runs, at once or in turn (inline programs of the
 * Automation API), each with a configuration of its own. The stack resource stands for the run: the SDK keeps both per run.
 */
export function onceARun<Value extends object>(make: () => Value): () => Value {
  const made = new WeakMap<pulumi.Resource, Value>();
  return () => {
    const run = pulumi.runtime.getStackResource();
    // Outside of a run, as in a unit test with mocks, nothing tells two configurations apart: nothing is kept.
    if (run === undefined) return make();
    const value = made.get(run) ?? make();
    made.set(run, value);
    return value;
  };
}

/**
 * Keeps the run from ending before this work has. A program with a process of its own ends when that has nothing left to do, but an
 * inline program ends with its calls to the engine: the work would outlive the `up`, and its error would end the process.
 */
export function keepRunning(work: Promise<unknown>): void {
  const release = pulumi.runtime.rpcKeepAlive();
  // After the callbacks of the result, which may begin work that keeps the run itself.
  const done = () => void setImmediate(release);
  work.then(done, done);
}

/** When the value of an output is there, or turns out to be unknown at preview. */
export const settled = (output: pulumi.Output<unknown>): Promise<unknown> =>
  (output as pulumi.Output<unknown> & { promise(): Promise<unknown> }).promise();
