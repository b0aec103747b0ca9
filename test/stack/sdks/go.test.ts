import path from "node:path";
import { documented, sdkTest, SdkWorld, whyNot } from "../../worlds/sdkProject";

jest.setTimeout(900_000);

let world: SdkWorld;
afterEach(() => world?.close());

sdkTest("a Go program exports profiles with the generated SDK", whyNot("go", []), async () => {
  world = await SdkWorld.open("go");

  await world.life({
    runtime: "go",
    prepare: async (project) => {
      project.write("main.go", documented("go"));
      const place = { cwd: project.folder };
      await world.run("go", ["mod", "init", "test"], place);
      const replaced = `pulumi-aep/sdk/go/aep=${path.join(world.sdk, "aep")}`;
      await world.run("go", ["mod", "edit", `-replace=${replaced}`], place);
      await world.run("go", ["mod", "tidy"], place);
      // The first build compiles Pulumi's SDK too, which takes longer than a command of the CLI may.
      await world.run("go", ["build", "-o", path.join(world.sdk, "program"), "."], place);
    },
  });
});
