import { z } from "zod";
import { isRecord } from "./aep/json";
import type { CheckFailure } from "./lifecycle";
import { ownershipNamespace } from "./ownership";
import { profileUnionSchema } from "./targetDatasetInputs";
import { validate } from "./validation";

const text = z.string().trim();
const name = text.min(1, { error: "must not be empty; give the dataset a name" });

const schema = z.strictObject({
  name,
  description: z.string().optional(),
  tags: z.record(z.string(), z.array(z.string())).optional(),
  schemaRef: z
    .strictObject({
      id: z.string().refine((id) => id.endsWith("__union"), {
        error: `is not a union schema, so no profile can be exported to the dataset. Leave schemaRef out, or set it to ${profileUnionSchema.id}`,
      }),
      contentType: text.min(1, {
        error: `must not be empty; it is usually ${profileUnionSchema.contentType}`,
      }),
    })
    .optional(),
  fileDescription: z
    .strictObject({
      persisted: z
        .literal(true, { error: "must be true: AEP exports to datasets that keep their files only" })
        .optional(),
      containerFormat: z
        .literal("parquet", { error: 'must be "parquet", the only format that exports are written in' })
        .optional(),
      format: z
        .literal("parquet", { error: 'must be "parquet", the only format that exports are written in' })
        .optional(),
    })
    .optional(),
  sandboxName: text
    .min(1, { error: "must not be empty; leave it out to use the configured sandbox" })
    .optional(),
  forceDestroy: z.boolean().optional(),
  adopt: text
    .min(1, { error: "must not be empty; give the id of a dataset, or leave it out to make one" })
    .optional(),
  owner: z.string().optional(),
  stackId: z.string().optional(),
});

/** All that is wrong with a target dataset's inputs. */
export function checkTargetDataset(news: Record<string, unknown>): CheckFailure[] {
  const failures = validate(schema, news);
  for (const namespace of Object.keys(isRecord(news.tags) ? news.tags : {})) {
    if (namespace.startsWith(ownershipNamespace)) {
      failures.push({
        property: `tags[${JSON.stringify(namespace)}]`,
        reason: `is reserved for the ownership tag. Choose a namespace that does not begin with ${ownershipNamespace}`,
      });
    }
  }
  return failures;
}
