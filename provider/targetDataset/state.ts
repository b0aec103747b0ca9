import { isDeepStrictEqual } from "node:util";
import type { Dataset, DatasetRequest, JsonPatch, Tags } from "../../contract/catalog";
import { pointerToken } from "../aep/catalog/jsonPatch";
import type { OwnerInputs } from "../lifecycle/lifecycle";
import { ownershipTags } from "../ownership/tags";
import { normaliseTargetDataset, parquetFiles, profileUnionSchema, type TargetDatasetInputs } from "./inputs";

/** What the state keeps of a target dataset: its inputs, with the sandbox always named. */
export interface TargetDatasetState extends TargetDatasetInputs, OwnerInputs {
  sandboxName: string;
}

/** Inputs whose change replaces the dataset. */
export const replacing = ["schemaRef", "fileDescription", "sandboxName"] as const;

/** The body of `POST /dataSets`. */
export function requestOf(inputs: TargetDatasetState): DatasetRequest {
  const { name, description, schemaRef, fileDescription } = inputs;
  return {
    name,
    description,
    schemaRef: schemaRef ?? profileUnionSchema,
    fileDescription: { ...parquetFiles, ...fileDescription },
    tags: allTags(inputs),
  };
}

/**
 * A dataset of AEP as a program would declare it. What AEP or others add is no difference: only
 * tags in namespaces that the program declares are returned, and schemas are compared by their ids.
 */
export function inputsOf(
  dataset: Dataset,
  declared: Partial<TargetDatasetInputs>,
): Partial<TargetDatasetInputs> {
  const tags = Object.entries(dataset.tags ?? {}).filter(([namespace]) =>
    Object.hasOwn(declared.tags ?? {}, namespace),
  );
  const sameSchema = dataset.schemaRef?.id === (declared.schemaRef ?? profileUnionSchema).id;
  const { persisted, containerFormat, format } = { ...parquetFiles, ...dataset.fileDescription };
  const sameFiles = isDeepStrictEqual(
    { persisted, containerFormat, format },
    { ...parquetFiles, ...declared.fileDescription },
  );
  return {
    name: dataset.name,
    description: dataset.description || undefined,
    tags: tags.length > 0 ? Object.fromEntries(tags) : undefined,
    schemaRef: sameSchema ? declared.schemaRef : dataset.schemaRef,
    fileDescription: sameFiles ? declared.fileDescription : { persisted, containerFormat, format },
  };
}

/** The changes of a dataset that lead from one state to another. */
export function changesBetween(old: TargetDatasetState, news: TargetDatasetState): JsonPatch {
  const fields = (["name", "description"] as const).map((key) => operation(`/${key}`, old[key], news[key]));
  // Maps, because a namespace can be called like what every object inherits, such as `toString`.
  const oldTags = new Map(Object.entries(allTags(old)));
  const newTags = new Map(Object.entries(allTags(news)));
  const tags = [...new Set([...oldTags.keys(), ...newTags.keys()])].map((namespace) =>
    operation(`/tags/${pointerToken(namespace)}`, oldTags.get(namespace), newTags.get(namespace)),
  );
  return [...fields, ...tags].filter((change) => change !== undefined);
}

function operation(path: string, from: unknown, to: unknown): JsonPatch[number] | undefined {
  if (isDeepStrictEqual(from, to)) return undefined;
  if (to === undefined) return { op: "remove", path };
  return { op: "add", path, value: to };
}

const allTags = ({ tags, owner, stackId, adopt }: TargetDatasetState): Tags => ({
  ...tags,
  ...(owner !== undefined && ownershipTags({ urn: owner, stackId }, { adopted: adopt !== undefined })),
});

/** Whether the dataset differs from the inputs in a way that only a replacement can mend. */
export function mustBeReplaced(dataset: Dataset, inputs: TargetDatasetState): boolean {
  const there = normaliseTargetDataset({ ...inputs, ...inputsOf(dataset, inputs) });
  const wanted = normaliseTargetDataset(inputs);
  return replacing.some((key) => !isDeepStrictEqual(there[key], wanted[key]));
}
