import { existsSync } from "node:fs";
import path from "node:path";
import { settingKeys } from "../../provider/aep/http/settings";
import { programSettingKeys } from "../../sdk/exportJob/settings";
import { anchorsOf, linksOf, pages } from "./pages";

const root = path.join(__dirname, "..", "..");
const all = pages();
const readme = all.filter(({ file }) => file === "README.md");

test.each(all)("what $file links to is there", (page) => {
  const missing = linksOf(page)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [to = "", anchor] = link.split("#");
      const file = to === "" ? page.file : path.posix.join(path.posix.dirname(page.file), to);
      const target = all.find((other) => other.file === file);
      if (anchor !== undefined && target !== undefined) return !anchorsOf(target).includes(anchor);
      return !existsSync(path.join(root, file));
    });

  expect(missing).toEqual([]);
});

const settings = { ...settingKeys, ...programSettingKeys };

test.each(all)("settings that $file names are settings", ({ text }) => {
  const keys = [...text.matchAll(/\baep:([a-z]\w*)\b(?!:)/g)].map(([, key]) => key);
  const variables = [...text.matchAll(/\bAEP_[A-Z_]+/g)].map(([variable]) => variable);

  expect(Object.keys(settings)).toEqual(expect.arrayContaining(keys));
  expect(Object.values(settings)).toEqual(expect.arrayContaining(variables));
});

test.each(readme)("$file names every setting", ({ text }) => {
  for (const [key, variable] of Object.entries(settings)) {
    expect(text).toContain(`| \`aep:${key}\` | \`${variable}\` |`);
  }
});
