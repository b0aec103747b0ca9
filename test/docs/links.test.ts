import { existsSync } from "node:fs";
import path from "node:path";
import { settingKeys } from "../../provider/aep/settings";
import { linksOf, pages } from "./pages";

const root = path.join(__dirname, "..", "..");
const readme = pages().filter(({ file }) => file === "README.md");

test.each(pages())("what $file links to is there", (page) => {
  const missing = linksOf(page)
    .filter((link) => !/^(https?:|#)/.test(link))
    .filter((link) => !existsSync(path.join(root, path.dirname(page.file), link.replace(/#.*/, ""))));

  expect(missing).toEqual([]);
});

test.each(pages())("settings that $file names are settings", ({ text }) => {
  const keys = [...text.matchAll(/\baep:([a-z]\w*)/g)].map(([, key]) => key);
  const variables = [...text.matchAll(/\bAEP_[A-Z_]+/g)].map(([variable]) => variable);

  expect(Object.keys(settingKeys)).toEqual(expect.arrayContaining(keys));
  expect(Object.values(settingKeys)).toEqual(expect.arrayContaining(variables));
});

test.each(readme)("$file names every setting", ({ text }) => {
  for (const [key, variable] of Object.entries(settingKeys)) {
    expect(text).toContain(`| \`aep:${key}\` | \`${variable}\` |`);
  }
});
