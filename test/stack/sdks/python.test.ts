import path from "node:path";
import { installPackage } from "../../../tools/quickstart/program";
import { installPythonSdk } from "../../../tools/pythonSdk";
import { copyExample } from "../../examples/example";
import { documented, sdkTest, SdkWorld, whyNot } from "../../worlds/sdkProject";

jest.setTimeout(600_000);

let world: SdkWorld;
afterEach(() => world?.close());

const faulty = `
import pulumi_aep as aep

aep.ExportJob("profiles", dataset="5b020a27e7040801dedba61b", filter={"from_ingest_timestamp": "yesterday"})
`;

sdkTest(
  "Python programs export profiles with the generated SDK: that of the docs, and the example",
  whyNot("python", [
    ["python3", "-c", "import venv, ensurepip"],
    ["python3", "-m", "pip", "index", "versions", "pulumi"],
  ]),
  async () => {
    world = await SdkWorld.open("python");
    const { sdk } = world;
    const binaries = await installPythonSdk({ sdk, venv: path.join(sdk, "venv") });

    await world.life({
      runtime: "python",
      path: [binaries],
      prepare: (project) => project.write("__main__.py", documented("python")),
      fault: {
        make: (project) => project.write("__main__.py", faulty),
        message: /filter\.fromIngestTimestamp must be an RFC 3339 time/,
      },
    });

    await world.life({
      runtime: "python",
      path: [binaries],
      prepare: async (project) => {
        copyExample("python", project);
        await installPackage(project.folder);
      },
      exports: {
        dataset: "Quickstart profile export",
        fields: "person.name,personalEmail.address,homeAddress.city,homeAddress.countryCode",
      },
    });
  },
);
