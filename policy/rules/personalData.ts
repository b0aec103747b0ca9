import { overlap } from "../fieldPath";
import { exportJob, type ExportJob } from "../resource";
import { knownFirst, names, type Rule, type Violation } from "../rule";
import { personalFields } from "../personalFields";

interface Settings {
  fields: string[];
  moreFields: string[];
  sandboxes: string[];
}

const name = "personal-data";

/** Personal data is exported in allowed sandboxes only; see {@link personalFields}. */
export const personalData: Rule<ExportJob, Settings> = {
  name,
  description: "Personal data is exported in allowed sandboxes only.",
  level: "mandatory",
  kind: exportJob,
  settings: {
    fields: names("Dot paths of personal data. A path covers everything under it.", ...personalFields),
    moreFields: names("More dot paths beside `fields`, such as the paths of your own field groups."),
    sandboxes: names("Sandboxes in which personal data may be exported.", "prod"),
  },
  violations(job, { fields: listed, moreFields, sandboxes }) {
    const { sandboxName } = job;
    if (sandboxName !== undefined && sandboxes.includes(sandboxName)) return [];
    const personal = [...listed, ...moreFields];
    const place = sandboxName === undefined ? "an unknown sandbox" : `sandbox ${sandboxName}`;
    const allowed = `from a sandbox that ${name} allows (${sandboxes.join(", ") || "there is none"})`;

    const inText = (text: string, property: string): Violation[] =>
      text
        .split(",")
        .map((path) => path.trim())
        .filter((path) => personal.some((each) => overlap(path, each)))
        .map((path) => ({
          property,
          reason: `exports "${path}", personal data, in ${place}`,
          remedy: `Leave the field out, or export it ${allowed}`,
        }));

    const inFields = (named: string | string[] | undefined, property: string): Iterable<Violation> => {
      if (typeof named === "string") return inText(named, property);
      if (named !== undefined)
        return knownFirst(
          indices(named).map((index) => () => inText(named[index] ?? "", `${property}[${index}]`)),
        );
      return [
        {
          property,
          reason: `is not set, so all fields are exported, personal data among them, in ${place}`,
          remedy: `Name the fields that are needed, without personal data, or export ${allowed}`,
        },
      ];
    };

    return knownFirst([
      () => inFields(job.fields, "fields"),
      () => {
        const eventList = job.additionalFields?.eventList;
        return eventList ? inFields(eventList.fields, "additionalFields.eventList.fields") : [];
      },
    ]);
  },
};

const indices = (list: unknown[]): number[] => [...Array(list.length).keys()];
