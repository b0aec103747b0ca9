/**
 * `node check.mjs FILE` checks a configuration of the pack: it refuses every rule and setting that
 * does not exist. The engine checks only the types of settings; a rule that it does not find keeps
 * its default without a word.
 */
import { readFileSync } from "node:fs";
import { URL } from "node:url";
import { Ajv } from "ajv";

const read = (file) => JSON.parse(readFileSync(file, "utf8"));

const inWords = ({ keyword, instancePath, message, params, parentSchema }) => {
  const place = instancePath.slice(1).replaceAll("/", ".");
  if (keyword === "pattern") return `${place} is no level. Use mandatory, advisory or disabled`;
  if (keyword !== "additionalProperties") return `${place || "the configuration"} ${message}`;
  const known = Object.keys(parentSchema.properties).join(", ");
  const unknown = `"${params.additionalProperty}"`;
  return place === ""
    ? `there is no rule ${unknown}. Rules are ${known}`
    : `${place} has no setting ${unknown}. Use ${known}`;
};

const [file] = process.argv.slice(2);
try {
  if (file === undefined) throw new Error("name the file, as in: node check.mjs policies.json");
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, verbose: true });
  const validate = ajv.compile(read(new URL("configuration.schema.json", import.meta.url)));
  if (!validate(read(file))) throw new Error(validate.errors.map(inWords).join("; "));
} catch (error) {
  console.error(
    `Checking the configuration of the policy pack${file ? ` in ${file}` : ""}: ${error.message}.`,
  );
  process.exitCode = 1;
}
