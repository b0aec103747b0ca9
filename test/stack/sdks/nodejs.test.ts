import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { documented, sdkTest, SdkWorld, whyNot } from "../../worlds/sdkProject";

jest.setTimeout(600_000);

let world: SdkWorld;
afterEach(() => world?.close());

sdkTest("a Node program exports profiles with the generated SDK", whyNot("nodejs", []), async () => {
  world = await SdkWorld.open("nodejs");

  await world.life({
    runtime: "nodejs",
    prepare: (project) => {
      // What `npm install FOLDER` does.
      const packages = path.join(project.folder, "node_modules");
      mkdirSync(packages);
      symlinkSync(path.join(world.sdk, "bin"), path.join(packages, "pulumi-aep-native"));
      project.write("index.ts", documented("ts"));
    },
  });
});
