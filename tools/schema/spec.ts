/** The parts of Pulumi's package schema that are used here: https://www.pulumi.com/docs/iac/extending-pulumi/schema */

export interface TypeSpec {
  type?: "string" | "number" | "boolean" | "array" | "object";
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
}

export interface PropertySpec extends TypeSpec {
  description: string;
  secret?: true;
  deprecationMessage?: string;
}

export interface ObjectSpec {
  description: string;
  type: "object";
  properties: Record<string, PropertySpec>;
  required?: string[];
}

export interface EnumSpec {
  description: string;
  type: "string";
  enum: { name: string; value: string }[];
}

export interface ResourceSpec {
  description: string;
  properties?: Record<string, PropertySpec>;
  required?: string[];
  inputProperties: Record<string, PropertySpec>;
  requiredInputs?: string[];
  stateInputs?: ObjectSpec;
}

export interface FunctionSpec {
  description: string;
  inputs: ObjectSpec;
  outputs: ObjectSpec;
}

export interface PackageSpec {
  name: string;
  displayName: string;
  version: string;
  description: string;
  keywords: string[];
  license: string;
  publisher: string;
  pluginDownloadURL: string;
  language: Record<string, unknown>;
  config: { variables: Record<string, PropertySpec> };
  provider: ResourceSpec;
  types: Record<string, ObjectSpec | EnumSpec>;
  resources: Record<string, ResourceSpec>;
  functions: Record<string, FunctionSpec>;
}
