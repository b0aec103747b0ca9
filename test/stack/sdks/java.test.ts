import { mkdirSync } from "node:fs";
import path from "node:path";
import { processSetting } from "../../../tools/pulumiCli/setting";
import { SdkWorld, whyNot } from "../../worlds/sdkProject";

jest.setTimeout(900_000);

let world: SdkWorld;
afterEach(() => world?.close());

const program = `package test;

import com.pulumi.Pulumi;
import com.pulumi.aep.ExportJob;
import com.pulumi.aep.ExportJobArgs;
import com.pulumi.aep.TargetDataset;
import com.pulumi.aep.TargetDatasetArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var dataset = new TargetDataset("profiles", TargetDatasetArgs.builder().forceDestroy(true).build());
            var job = new ExportJob("profiles", ExportJobArgs.builder()
                .dataset(dataset.id())
                .fields("person.name")
                .build());
            ctx.export("datasetName", dataset.name());
            ctx.export("status", job.status());
        });
    }
}
`;

const pom = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId>
  <artifactId>test</artifactId>
  <version>1.0</version>
  <properties>
    <maven.compiler.release>11</maven.compiler.release>
    <exec.mainClass>test.App</exec.mainClass>
  </properties>
  <dependencies>
    <dependency>
      <groupId>com.pulumi</groupId>
      <artifactId>aep</artifactId>
      <version>0.1.0</version>
    </dependency>
  </dependencies>
</project>
`;

test("a Java program exports profiles with the generated SDK", async () => {
  const reason = await whyNot("java", [
    ["java", "-version"],
    ["mvn", "--version"],
  ]);
  if (reason !== undefined) return console.warn(`The Java SDK is not tested: ${reason}.`);
  world = await SdkWorld.open("java");
  // A repository of the tests alone, which is kept: what is in it can be fetched again.
  const { cacheDir } = processSetting(new AbortController().signal);
  const env = { MAVEN_OPTS: `-Dmaven.repo.local=${path.join(cacheDir, "maven")}` };
  await world.run("mvn", ["--batch-mode", "--quiet", "install"], { env });

  await world.life({
    runtime: "java",
    env,
    prepare: async (project) => {
      const folder = path.join(project.folder, "src", "main", "java", "test");
      mkdirSync(folder, { recursive: true });
      project.write("src/main/java/test/App.java", program);
      project.write("pom.xml", pom);
      // What the host runs is fetched before the first `up`, which it would delay too long.
      await world.run("mvn", ["--batch-mode", "--quiet", "compile"], { cwd: project.folder, env });
    },
  });
});
