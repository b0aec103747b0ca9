import path from "node:path";
import { SdkWorld, whyNot } from "../../worlds/sdkProject";

jest.setTimeout(900_000);

let world: SdkWorld;
afterEach(() => world?.close());

const program = `package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pulumi-aep/sdk/go/aep"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		dataset, err := aep.NewTargetDataset(ctx, "profiles", &aep.TargetDatasetArgs{
			ForceDestroy: pulumi.Bool(true),
		})
		if err != nil {
			return err
		}
		job, err := aep.NewExportJob(ctx, "profiles", &aep.ExportJobArgs{
			Dataset: dataset.ID(),
			Fields:  pulumi.StringArray{pulumi.String("person.name")},
		})
		if err != nil {
			return err
		}
		ctx.Export("datasetName", dataset.Name)
		ctx.Export("status", job.Status)
		return nil
	})
}
`;

test("a Go program exports profiles with the generated SDK", async () => {
  const reason = await whyNot("go", [["go", "version"]]);
  if (reason !== undefined) return console.warn(`The Go SDK is not tested: ${reason}.`);
  world = await SdkWorld.open("go");

  await world.life({
    runtime: "go",
    prepare: async (project) => {
      project.write("main.go", program);
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
