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
    // The example in Python is run by the test that has an SDK for it.
    const folder = name === "python" ? path.join(__dirname, "..", "stack", "sdks") : __dirname;
    expect(existsSync(path.join(folder, `${name}.test.ts`))).toBe(true);
  });

  test("is a complete project", () => {
    const { runtime, isNode } = kindOf(name);
    expect(read("Pulumi.yaml")).toMatch(new RegExp(`^name: ${name}\ndescription: .+\nruntime: ${runtime}\n`));
    expect(JSON.parse(read("package.json"))).toMatchObject({
      name,
      private: true,
      dependencies: {
        ...(isNode && { "@pulumi/pulumi": expect.any(String) }),
        "pulumi-aep": expect.any(String),
      },
    });
    expect(read("README.md")).toContain("pulumi up");
  });

  test("is in the list of examples", () => {
    expect(readFileSync(path.join(examplesDir, "README.md"), "utf8")).toContain(`[${name}](${name})`);
  });

  test("is at most 40 lines long", () => {
    expect(read(kindOf(name).program).trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  });
});

/** The language of an example, and the file of its program. */
function kindOf(name: string): { runtime: string; isNode: boolean; program: string } {
  if (name === "yaml") return { runtime: "yaml", isNode: false, program: "Pulumi.yaml" };
  if (name === "python") return { runtime: "python", isNode: false, program: "__main__.py" };
  return { runtime: "nodejs", isNode: true, program: "index.ts" };
}
