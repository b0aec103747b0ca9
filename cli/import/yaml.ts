import { isMap, isScalar, visit, type Document, type YAMLMap } from "yaml";
import type { ImportableDataset, ImportableJob } from "../../provider/import/findImportable";
import type { Declared } from "./project";
import { inComment, nameFrom, unused } from "./names";

/** The configuration key of the sandbox. */
export const sandboxKey = "aep:sandboxName";

/** A resource of a YAML program. */
interface Resource {
  type: string;
  properties: object;
  options?: object;
}

/**
 * Adds segments, datasets and their jobs to the resources of a program, under names that it does not
 * use. The jobs refer to the datasets and segments that are declared.
 */
export function addResources(program: Document, { datasets, segments, segmentNames }: Declared): void {
  const resources = resourcesOf(program);
  const taken = new Set<string>(resources.items.map(({ key }) => String(isScalar(key) ? key.value : key)));
  const free = (name: string): string => unused(name, { taken, separator: "-" });
  const references = new Map<string, string>();
  const add = (name: string, resource: Resource): void => {
    const node = program.createNode(resource);
    visit(node, {
      Pair: (_, { key, value }) => {
        if (!isScalar(key) || key.value !== "segmentId" || !isScalar(value)) return;
        const segment = segmentNames.get(String(value.value));
        if (segment !== undefined) value.comment = ` ${inComment(segment)}`;
      },
    });
    resources.set(name, node);
  };

  for (const { id, inputs } of segments) {
    const name = free(nameFrom(inputs.name, "segment"));
    references.set(id, `\${${name}.id}`);
    add(name, existing("SegmentDefinition", { adopt: id, ...literal(inputs) }));
  }
  for (const dataset of datasets) addDataset(dataset);

  function addDataset({ id, inputs, jobs, expiration }: ImportableDataset): void {
    const name = free(nameFrom(inputs.name, "dataset"));
    const reference = `\${${name}.id}`;
    add(name, existing("TargetDataset", { adopt: id, ...literal(inputs) }));
    for (const job of jobs)
      add(free(`${name}-job`), { type: "aep:ExportJob", properties: propertiesOf(job, reference) });
    if (expiration !== undefined)
      add(
        free(`${name}-expiration`),
        existing("DatasetExpiration", {
          dataset: reference,
          adopt: expiration.id,
          ...literal(expiration.inputs),
        }),
      );
  }

  function propertiesOf({ id, inputs }: ImportableJob, dataset: string): object {
    const { dataset: _dataset, fields, filter, ...request } = inputs;
    const segments = filter?.segments?.map((segment) => ({
      ...literal(segment),
      segmentId: references.get(segment.segmentId) ?? segment.segmentId,
    }));
    return {
      dataset,
      adopt: id,
      ...(fields !== undefined && { fields: typeof fields === "string" ? fields.split(",") : fields }),
      ...(filter && { filter: { ...literal(filter), ...(segments && { segments }) } }),
      ...literal(request),
    };
  }
}

function resourcesOf(program: Document): YAMLMap {
  const found = program.get("resources");
  if (isMap(found)) {
    found.flow = false;
    return found;
  }
  program.set("resources", program.createNode({}));
  return program.get("resources") as YAMLMap;
}

/** An object that `pulumi destroy` keeps. */
const existing = (type: string, properties: object): Resource => ({
  type: `aep:${type}`,
  properties,
  options: { retainOnDelete: true },
});

/** Properties in which no text is taken for a reference. */
const literal = (properties: object): object =>
  JSON.parse(JSON.stringify(properties), (_, value: unknown) =>
    typeof value === "string" ? value.replaceAll("${", () => "$${") : value,
  ) as object;
