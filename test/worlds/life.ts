import type { Project } from "./project";

/** What happens to the stack of a project. */
export type Life = (project: Project) => Promise<void>;

/** Tells a life, looks that it has left neither an object nor a secret, and closes the project. */
export async function tell(life: Life, project: Project): Promise<void> {
  try {
    await life(project);
    expect(await project.left()).toEqual({ datasets: [], jobs: [], batches: [], resources: [] });
    expect(project.secretsShown()).toEqual([]);
  } finally {
    await project.close();
  }
}
