import { readFileSync } from "node:fs";
import path from "node:path";
import type ts from "typescript";
import {
  secretSettings,
  settingDefaults,
  settingKeys,
  type SettingKey,
} from "../../provider/aep/http/settings";
import { downloadUrl } from "../release/repository";
import { Declarations, type Member } from "./declarations";
import { languages } from "./languages";
import type { FunctionSpec, ObjectSpec, PackageSpec, PropertySpec, ResourceSpec } from "./spec";
import { functions, lookups, resources, type LookupRow, type ResourceRow } from "./table";
import { token, Types } from "./types";

interface Manifest {
  version: string;
  description: string;
  keywords: string[];
  license: string;
  author: string;
}

/** The schema of the native plugin, derived from the declarations of the provider and its SDK. */
export function packageSchema(): PackageSpec {
  const manifest = JSON.parse(
    readFileSync(path.join(__dirname, "..", "..", "package.json"), "utf8"),
  ) as Manifest;
  const declarations = new Declarations();
  const types = new Types(declarations, new Set(resources.flatMap(({ without = [] }) => without)));
  const deriving = { declarations, types };
  const variables = settings(declarations);
  return {
    name: "aep",
    displayName: "Adobe Experience Platform",
    version: manifest.version,
    description: manifest.description,
    keywords: manifest.keywords.filter((word) => word !== "dynamic-provider"),
    license: manifest.license,
    publisher: manifest.author,
    pluginDownloadURL: downloadUrl,
    language: languages,
    config: { variables },
    provider: {
      description:
        "An organization of Adobe Experience Platform, with the credentials for it. A program that declares none uses the configuration `aep:*` of its stack.",
      inputProperties: {
        ...variables,
        stackId: {
          type: "string",
          description:
            "Id by which objects in AEP name the stack. Give two providers the same id to make them one owner. " +
            "Defaults to an id that is made once and kept in the state.",
        },
      },
    },
    // Inputs come first, so that their enums are enums: see Types.object.
    resources: Object.fromEntries(resources.map((row) => [token(row.class), resource(row, deriving)])),
    functions: Object.fromEntries([
      ...lookups.map((row) => [token(row.function), lookup(row, deriving)]),
      ...functions.map((row) => [
        token(row.function),
        {
          description: declarations.description(declarations.symbol(row.args)),
          inputs: object(declarations.type(row.args), deriving),
          outputs: object(declarations.type(row.result), deriving, true),
        },
      ]),
    ]) as Record<string, FunctionSpec>,
    types: types.specs,
  };
}

interface Deriving {
  declarations: Declarations;
  types: Types;
}

function object(type: ts.Type, { declarations, types }: Deriving, answer = false): ObjectSpec {
  const symbol = type.aliasSymbol ?? type.symbol;
  return types.object(declarations.members(type), { description: declarations.description(symbol), answer });
}

function resource(row: ResourceRow, deriving: Deriving): ResourceSpec {
  const { declarations, types } = deriving;
  const description = declarations.description(declarations.symbol(row.class));
  const inputs = types.object(inputMembers(row, declarations), { description });
  const answers = row.answers && object(declarations.type(row.answers), deriving, true);
  return {
    description,
    // The state always names the sandbox.
    properties: { ...inputs.properties, ...(answers && answers.properties) },
    required: [
      ...new Set([...(inputs.required ?? []), "sandboxName", ...((answers && answers.required) ?? [])]),
    ],
    inputProperties: inputs.properties,
    ...(inputs.required && { requiredInputs: inputs.required }),
    stateInputs: object(declarations.type(row.state), deriving),
  };
}

/**
 * The inputs of a resource. An argument of the SDK's constructor that the provider's inputs lack,
 * or do not leave out, is described as the constructor has it.
 */
function inputMembers(
  { inputs, args, descriptions = {} }: ResourceRow,
  declarations: Declarations,
): Member[] {
  const taken = new Map(declarations.members(declarations.type(args)).map((member) => [member.name, member]));
  const members = declarations.members(declarations.type(inputs)).map((member): Member => {
    const arg = taken.get(member.name);
    taken.delete(member.name);
    return arg && arg.optional !== member.optional ? { ...arg, type: member.type } : member;
  });
  return [...members, ...taken.values()].map((member) => ({
    ...member,
    description: descriptions[member.name] ?? member.description,
  }));
}

function lookup({ function: name, list }: LookupRow, deriving: Deriving): FunctionSpec {
  const { declarations } = deriving;
  const { checker } = declarations;
  const [signature] = declarations.valueType(name).getCallSignatures();
  const [parameter] = signature?.parameters ?? [];
  const promised = signature && checker.getAwaitedType(signature.getReturnType());
  if (parameter === undefined || promised === undefined) throw new Error(`${name} is not a look-up`);
  const description = declarations.description(declarations.symbol(name));
  const inputs = object(checker.getNonNullableType(checker.getTypeOfSymbol(parameter)), deriving);
  if (list === undefined) return { description, inputs, outputs: object(promised, deriving, true) };
  const said = promised.aliasSymbol && declarations.description(promised.aliasSymbol);
  if (said === undefined) throw new Error(`the result of ${name} has no name`);
  const found: Member = { name: list, type: promised, description: said, optional: false };
  return {
    description,
    inputs,
    outputs: deriving.types.object([found], { description: said, answer: true }),
  };
}

/**
 * The settings. Their defaults are words and no values of the schema: the SDKs would send those,
 * and the plugin would take them for settings of the program, before the environment's.
 */
function settings(declarations: Declarations): Record<string, PropertySpec> {
  const defaults: Partial<Record<SettingKey, string>> = settingDefaults;
  const described = declarations.members(declarations.valueType("settingKeys"));
  const variables = described.map(({ name, description }): [string, PropertySpec] => {
    const key = name as SettingKey;
    const otherwise = defaults[key] === undefined ? "" : `, or else \`${defaults[key]}\``;
    const fallback = `Defaults to the environment variable \`${settingKeys[key]}\`${otherwise}.`;
    return [
      key,
      {
        type: "string",
        description: `${description} ${fallback}`,
        ...(secretSettings.includes(key) && { secret: true as const }),
      },
    ];
  });
  return Object.fromEntries(variables);
}
