import { installPackage } from "../../tools/quickstart/program";
import { inYamlProject } from "../worlds/yamlProject";
import { copyExample, destroy, upTwice } from "./example";

jest.setTimeout(180_000);

test("the quickstart in YAML exports with the plugin of the npm package", () =>
  inYamlProject(async (project) => {
    copyExample("yaml", project);
    await installPackage(project.folder);
    const { batchIds, profileCount } = await upTwice<{ batchIds: string[]; profileCount: number }>(project);
    expect(batchIds).toHaveLength(1);
    expect(profileCount).toBeGreaterThan(0);
    await destroy(project);
  }));
