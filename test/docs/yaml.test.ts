import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { PackageSpec } from "../../tools/schema/spec";
import { schemaFile } from "../../tools/schema/write";
import { blocksOf, pages } from "./pages";

/** What a YAML program of a page consists of, as far as it is checked. */
interface Program {
  resources?: Record<string, { type: string; properties?: object }>;
  variables?: Record<string, { "fn::invoke"?: { function: string; arguments?: object } }>;
}

const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSpec;

const programs = pages()
  .filter(({ file }) => ["docs/native-plugin.md", "docs/languages.md"].includes(file))
  .flatMap(blocksOf)
  .filter(({ language }) => language === "yaml");

/** `aep:ExportJob` is short for `aep:index:ExportJob`. */
const tokenOf = (type: string): string => type.replace(/^aep:(?!index:)/, "aep:index:");

/** Names that the schema does not have. */
function unknownNames({ resources = {}, variables = {} }: Program): string[] {
  const uses = [
    ...Object.values(resources).map(({ type, properties }) => ({
      token: tokenOf(type),
      known: (type === "pulumi:providers:aep" ? schema.provider : schema.resources[tokenOf(type)])
        ?.inputProperties,
      given: properties,
    })),
    ...Object.values(variables).flatMap(({ "fn::invoke": call }) =>
      call === undefined
        ? []
        : [
            {
              token: tokenOf(call.function),
              known: schema.functions[tokenOf(call.function)]?.inputs.properties,
              given: call.arguments,
            },
          ],
    ),
  ];
  return uses.flatMap(({ token, known, given = {} }) =>
    known === undefined
      ? [token]
      : Object.keys(given)
          .filter((name) => !Object.hasOwn(known, name))
          .map((name) => `${token} ${name}`),
  );
}

test("there are YAML programs to check", () => {
  expect(programs.length).toBeGreaterThan(0);
});

test.each(programs)("$file:$line names what the plugin has", ({ text }) => {
  expect(unknownNames(parse(text) as Program)).toEqual([]);
});

test("a resource, a property and an argument that the plugin lacks would be found", () => {
  const faulty = `
resources:
  a: { type: aep:Export }
  b: { type: aep:ExportJob, properties: { field: [] } }
  c: { type: pulumi:providers:aep, properties: { sandbox: dev } }
variables:
  d: { fn::invoke: { function: aep:index:awaitExport, arguments: { job: 1 } } }
`;
  expect(unknownNames(parse(faulty) as Program)).toEqual([
    "aep:index:Export",
    "aep:index:ExportJob field",
    "pulumi:providers:aep sandbox",
    "aep:index:awaitExport job",
  ]);
});
