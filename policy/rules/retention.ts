import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { datasetExpiration, exportJob, type DatasetExpiration, type ExportJob } from "../resource";
import { personalFields } from "../personalFields";
import { names, refuseUnknownSettings, type Setting } from "../rule";
import { personalData } from "./personalData";

interface Settings {
  days: number;
  fields: string[];
  moreFields: string[];
}

const name = "retention";
const dayMs = 24 * 60 * 60 * 1000;

const settings: { [Key in keyof Settings]: Setting<Settings[Key]> } = {
  days: {
    type: "integer",
    minimum: 1,
    description: "Days after which an exported copy must have expired.",
    default: 90,
  },
  fields: names("Dot paths of personal data. A path covers everything under it.", ...personalFields),
  moreFields: names("More dot paths beside `fields`, such as the paths of your own field groups."),
};

/**
 * A dataset to which personal data is exported has an expiration that is near enough. Looks at all
 * resources of the stack: the dataset of a new job has no id yet at preview, so that jobs and
 * expirations are compared by the resource that their `dataset` comes from.
 */
export const retention: StackValidationPolicy = {
  name,
  description: "A copy of personal data expires.",
  enforcementLevel: "advisory",
  configSchema: { properties: settings },
  validateStack: (stack, reportViolation) => {
    const { resources } = stack;
    const configured = stack.getConfig<Settings>();
    refuseUnknownSettings({ name, settings }, configured);
    const expirations = resources.filter(({ type }) => type === datasetExpiration.type);
    for (const job of resources.filter(({ type }) => type === exportJob.type)) {
      if (!exportsPersonalData(job.props as ExportJob, configured)) continue;
      const ofDataset = expirations.find((expiration) => sourceOf(expiration) === sourceOf(job));
      const violation = violationOf(ofDataset?.props as DatasetExpiration | undefined, configured.days);
      if (violation === undefined) continue;
      const remedy = `Set retention: "P${configured.days}D" on its aep.ProfileExport, or declare an aep.DatasetExpiration of the dataset, at most ${configured.days} days ahead`;
      reportViolation(
        `${exportJob.noun} "${job.name}": dataset holds personal data, ${violation}. ${remedy}.`,
        job.urn,
      );
    }
  },
};

function exportsPersonalData(job: ExportJob, { fields, moreFields }: Settings): boolean {
  const [first] = personalData.violations(job, { fields, moreFields, sandboxes: [] });
  return first !== undefined;
}

/** The resource that a `dataset` comes from, or else the id that the program gives. */
function sourceOf({ propertyDependencies, props }: PolicyResource): string {
  const [target] = propertyDependencies["dataset"] ?? [];
  return target?.urn ?? (props as { dataset: string }).dataset;
}

/** What is wrong with the expiration of a dataset; undefined if nothing is. */
export function violationOf(
  expiration: DatasetExpiration | undefined,
  days: number,
  now = Date.now(),
): string | undefined {
  if (expiration === undefined) return "but has no expiration";
  const { expiry, retention } = expiration;
  if (retention !== undefined) {
    return daysOf(retention) > days ? `but expires after ${retention} only` : undefined;
  }
  return (Date.parse(expiry ?? "") - now) / dayMs > days ? `but expires on ${expiry} only` : undefined;
}

/** Days of an ISO 8601 duration such as `P1Y2M3W4D`, at most: a year has 366, a month 31. */
function daysOf(duration: string): number {
  const [, years, months, weeks, days] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration)?.map((count = "0") => Number(count)) ??
    [];
  return (years ?? 0) * 366 + (months ?? 0) * 31 + (weeks ?? 0) * 7 + (days ?? 0);
}
