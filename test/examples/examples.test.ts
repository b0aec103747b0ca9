import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { examplesDir } from "./example";

/**
 * The quickstart is the project in the root of the repository; test/package runs it from the packed
 * packages. `ci` is no project, but runs one.
 */
const names = readdirSync(examplesDir, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["quickstart", "ci"].includes(entry.name))
  .map(({ name }) => name);

describe.each(names)("%s", (name) => {
  const read = (file: string) => readFileSync(path.join(examplesDir, name, file), "utf8");

  test("has a test of its name", () => {
    expect(existsSync(path.join(__dirname, `${name}.test.ts`))).toBe(true);
  });

  test("is a complete project", () => {
    expect(read("Pulumi.yaml")).toMatch(new RegExp(`^name: ${name}\ndescription: .+\nruntime: nodejs\n`));
    expect(JSON.parse(read("package.json"))).toMatchObject({
      name,
      private: true,
      dependencies: { "@pulumi/pulumi": expect.any(String), "pulumi-aep": expect.any(String) },
    });
    expect(read("README.md")).toContain("pulumi up");
  });

  test("is in the list of examples", () => {
    expect(readFileSync(path.join(examplesDir, "README.md"), "utf8")).toContain(`[${name}](${name})`);
  });

  test("is at most 40 lines long", () => {
    expect(read("index.ts").trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  });
});
