import { targetDataset, type TargetDataset } from "../resource";
import { knownFirst, names, type Rule } from "../rule";

interface Settings {
  tags: string[];
}

/** The tags of a dataset say who owns it and what it is for. */
export const datasetTags: Rule<TargetDataset, Settings> = {
  name: "dataset-tags",
  description: "The tags of a dataset say who owns it and what it is for.",
  level: "advisory",
  kind: targetDataset,
  settings: { tags: names("Tags that every dataset must have.", "owner", "purpose") },
  violations({ tags = {} }, { tags: required }) {
    return knownFirst(
      required.map((tag) => () => {
        const values = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
        if (values?.some((value) => value.trim() !== "")) return [];
        return [
          {
            property: `tags.${tag}`,
            reason: `is not set, so nobody can see the ${tag} of the dataset`,
            remedy: `Set it, as in tags: { ${tag}: ["…"] }`,
          },
        ];
      }),
    );
  },
};
