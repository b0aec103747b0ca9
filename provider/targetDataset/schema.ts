import * as z from "zod";
import type { FileDescription, SchemaRef } from "../../contract/catalog";
import { isRecord } from "../aep/http/json";
import type { CheckFailure, OwnerInputs } from "../lifecycle/lifecycle";
import { ownershipNamespace } from "../ownership/tags";
import { faultOfLine, line, lineOrNothing, lines } from "../inputs/plainText";
import { profileUnionSchema, type TargetDatasetInputs } from "./inputs";
import { objectOf, validate } from "../inputs/validation";

const onlyFormat = z.literal("parquet", {
  error: 'must be "parquet", the only format that exports are written in',
});

const schema = objectOf<TargetDatasetInputs & OwnerInputs>({
  name: line("must not be empty; give the dataset a name"),
  description: lines.optional(),
  tags: z.record(z.string(), z.array(lineOrNothing)).optional(),
  schemaRef: objectOf<SchemaRef>({
    id: z.string().refine((id) => id.endsWith("__union") && faultOfLine(id) === undefined, {
      error: `is not a union schema, so no profile can be exported to the dataset. Leave schemaRef out, or set it to ${profileUnionSchema.id}`,
    }),
    contentType: line(`must not be empty; it is usually ${profileUnionSchema.contentType}`),
  }).optional(),
  fileDescription: objectOf<FileDescription>({
    persisted: z
      .literal(true, { error: "must be true: AEP exports to datasets that keep their files only" })
      .optional(),
    containerFormat: onlyFormat.optional(),
    format: onlyFormat.optional(),
  }).optional(),
  sandboxName: line("must not be empty; leave it out to use the configured sandbox").optional(),
  forceDestroy: z.boolean().optional(),
  adopt: line("must not be empty; give the id of a dataset, or leave it out to make one").optional(),
  owner: z.string().optional(),
  stackId: z.string().optional(),
});

/** Finds all that is wrong with the inputs of a target dataset. */
export function checkTargetDataset(news: Record<string, unknown>): CheckFailure[] {
  const namespaces = Object.keys(isRecord(news.tags) ? news.tags : {}).flatMap((namespace) => {
    const reason = faultOfNamespace(namespace);
    return reason === undefined ? [] : [{ property: `tags[${JSON.stringify(namespace)}]`, reason }];
  });
  return [...validate(schema, news), ...namespaces];
}

function faultOfNamespace(namespace: string): string | undefined {
  if (namespace.startsWith(ownershipNamespace))
    return `is reserved for the tags of the provider. Choose a namespace that does not begin with ${ownershipNamespace}`;
  if (namespace.startsWith("adobe/"))
    return "is AEP's own, which it sets and keeps itself. Choose a namespace that does not begin with adobe/";
  return faultOfLine(namespace);
}
