import { inProject } from "../worlds/inProject";

jest.setTimeout(120_000);

/** Wrong arguments, which the compiler would refuse in a program with types, and what is said of them. */
const cases = [
  {
    program: `new aep.TargetDataset("wrong", {
      name: " ",
      descripton: "misspelt",
      forceDestroy: "yes",
      tags: { team: "crm" },
      schemaRef: { id: "https://ns.adobe.com/xdm/context/experienceevent", contentType: "application/json" },
    });`,
    problems: [
      /name must not be empty/,
      /descripton is not a property\. Did you mean "description"\?/,
      /forceDestroy must be a boolean, not a string/,
      /tags\.team must be an array, not a string/,
      /schemaRef\.id is not a union schema/,
    ],
  },
  {
    // The id of the dataset is not known at preview.
    program: `new aep.ExportJob("wrong", {
      dataset: new aep.TargetDataset("right", { name: "Right" }),
      fields: ["person..name", "personalEmail.address"],
      additionalFields: { eventList: { fields: "*" } },
      filter: { segments: [{ segmentId: "a", status: ["realised"] }, { segmentNs: "AAM" }], emptyProfile: true },
      segmentPerBatch: 1,
      timeouts: { create: "soon" },
    });`,
    problems: [
      /fields\[0\] "person\.\.name" is not a dot path/,
      /additionalFields\.eventList\.fields "\*" is not a dot path\. Leave fields out to export all fields/,
      /filter\.segments\[0\]\.status\[0\] "realised" is not a status/,
      /filter\.segments\[1\]\.segmentId is missing/,
      /filter\.emptyProfile is not a property\. Did you mean "emptyProfiles"\?/,
      /segmentPerBatch must be a boolean, not a number/,
      /timeouts\.create "soon" is not a duration\. Write it like 90m, 1h30m or 45s\./,
    ],
  },
];

test("preview reports every mistake of a resource with its path, without a call to AEP", () =>
  inProject(async (project) => {
    for (const { program, problems } of cases) {
      project.program(program);
      const { output } = await project.fail("preview");
      expect(problems.filter((problem) => !problem.test(output))).toEqual([]);
      const [, diagnostics = ""] = output.split("Diagnostics:");
      expect(diagnostics.match(/has a problem/g)).toHaveLength(problems.length);
      expect(output).not.toMatch(/^ +at /m);
    }
    expect(project.gateway.calls).toEqual([]);
  }));
