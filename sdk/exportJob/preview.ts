import * as pulumi from "@pulumi/pulumi";
import { requestKeys } from "../../provider/exportJob/declaration/request";
import type { ExportJobDeclaration } from "../../provider/programs";
import type { AepResource } from "../resource/aepResource";
import { provider } from "../resource/connection";
import { isKnown } from "../resource/inputsAndOutputs";
import { previewCreation } from "../resource/preview";
import type { TargetDataset } from "../targetDataset/targetDataset";
import type { ExportJobArgs } from "./args";
import { filterInputs, idAtPreview, segmentResources } from "./segmentFilter";

/**
 * At preview of a job that the `up` will start, checks that every object the job refers to exists,
 * so that the `up` does not fail on them, and tells a reviewer which data of about how many profiles
 * goes to which dataset. Of a job to adopt, checks that it can be taken over.
 *
 * @param target The dataset, if it is a resource of the program.
 */
export function previewJob(
  job: AepResource & { readonly dataset: pulumi.Output<string> },
  { name, target, args }: { name: string; target?: TargetDataset; args: Partial<ExportJobArgs> },
): void {
  const dataset = target === undefined ? job.dataset : idOfTarget(target);
  const isStarted = args.adopt === undefined;
  previewCreation<ExportJobDeclaration>(job, {
    subject: `export job "${name}"`,
    given: [...requestKeys, "adopt" as const].filter((key) => Boolean(args[key])),
    // The filter of the job is unknown as a whole if it names a segment that the `up` makes first.
    more: { dataset, ...(isStarted && args.filter && { filter: filterInputs(args.filter, idAtPreview) }) },
    names: [
      ...(target === undefined ? [] : [[dataset, target.name] as const]),
      ...segmentResources(args.filter).map((segment) => [idAtPreview(segment), segment.name] as const),
    ],
    preview: (context, inputs) => provider().previewJob(context, inputs),
  });
}

/**
 * The id of the dataset. At preview, the id of a dataset that the same run adopts is known from its
 * `adopt` only.
 */
const idOfTarget = ({ id, adopt }: TargetDataset): pulumi.Output<string> =>
  pulumi
    .output(isKnown(adopt))
    .apply<string>((known) => (known ? adopt.apply<string>((adopted) => pulumi.output(adopted ?? id)) : id));
