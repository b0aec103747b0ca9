import type { Dataset } from "../../contract/catalog";
import { withoutOwnership } from "../ownership/tags";
import { normaliseTargetDataset, type TargetDatasetInputs } from "./inputs";
import { inputsOf } from "./state";

/** Tags that AEP and its applications set. */
const isOfAdobe = (namespace: string): boolean => /^(adobe|aep|acp|unified|sandboxId)/i.test(namespace);

/** A dataset of AEP as a new program declares it: without what AEP adds, in the shortest form. */
export function importableDataset(dataset: Dataset): TargetDatasetInputs {
  const tags = Object.entries(withoutOwnership(dataset.tags)).filter(([namespace]) => !isOfAdobe(namespace));
  const inputs = inputsOf(dataset, { tags: Object.fromEntries(tags) });
  return normaliseTargetDataset({ ...inputs, name: inputs.name ?? "" });
}
