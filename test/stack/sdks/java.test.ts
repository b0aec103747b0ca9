import { mkdirSync } from "node:fs";
import path from "node:path";
import { processSetting } from "../../../tools/pulumiCli/setting";
import { documented, sdkTest, SdkWorld, whyNot } from "../../worlds/sdkProject";

jest.setTimeout(900_000);

let world: SdkWorld;
afterEach(() => world?.close());

sdkTest(
  "a Java program exports profiles with the generated SDK",
  whyNot("java", [
    ["java", "-version"],
    ["mvn", "--version"],
  ]),
  async () => {
    world = await SdkWorld.open("java");
    // A repository of the tests alone, which is kept: what is in it can be fetched again.
    const { cacheDir } = processSetting(new AbortController().signal);
    const env = { MAVEN_OPTS: `-Dmaven.repo.local=${path.join(cacheDir, "maven")}` };
    await world.run("mvn", ["--batch-mode", "--quiet", "install"], { env });

    await world.life({
      runtime: "java",
      env,
      prepare: async (project) => {
        const folder = path.join(project.folder, "src", "main", "java", "exports");
        mkdirSync(folder, { recursive: true });
        project.write("src/main/java/exports/App.java", documented("java"));
        project.write("pom.xml", documented("xml"));
        // What the host runs is fetched before the first `up`, which it would delay too long.
        await world.run("mvn", ["--batch-mode", "--quiet", "compile"], { cwd: project.folder, env });
      },
    });
  },
);
