import { closest } from "fastest-levenshtein";
import { randomBytes } from "node:crypto";
import { secretSettings, settingKeys } from "../../aep/http/settings";
import { unknownValue } from "../../inputs/unknown";
import type { CheckFailure } from "../../lifecycle/lifecycle";
import { sealed, type Props } from "./marshalling";

/** The property of a provider that holds the id of the stack, beside its settings. */
const stackIdKey = "stackId";

const known = [...Object.keys(settingKeys), stackIdKey];

/** Properties that the engine adds itself. */
const ofEngine = ["version", "pluginDownloadURL", "__internal"];

/** Settings of the SDK, which the configuration of a stack may hold too. */
const ofPrograms = ["wait"];

/**
 * The inputs of a provider as the state keeps them: with the id of the stack, which is made once and
 * stays, and with its secrets sealed.
 *
 * @param secrets Names of the inputs that came as secrets.
 */
export function providerInputs(olds: Props, news: Props, secrets: string[]): Props {
  const given = news[stackIdKey];
  const stackId = given ?? olds[stackIdKey] ?? randomBytes(8).toString("hex");
  const isSecret = (name: string): boolean => secrets.includes(name) || secretSettings.includes(name);
  const inputs = Object.entries(news).map(([name, value]): [string, unknown] => [
    name,
    isSecret(name) && value !== unknownValue ? sealed(value) : value,
  ]);
  return { ...Object.fromEntries<unknown>(inputs), [stackIdKey]: stackId };
}

/** Finds all that is wrong with the names and types of a provider's inputs. */
export function checkProvider(news: Props): CheckFailure[] {
  return Object.entries(news).flatMap(([property, value]) => {
    if (ofEngine.includes(property) || ofPrograms.includes(property)) return [];
    if (!known.includes(property)) {
      const near = closest(property, known);
      return [{ property, reason: `is not a setting. Did you mean "${near}"?` }];
    }
    return typeof value === "string" ? [] : [{ property, reason: "must be a string" }];
  });
}

/** The names of the inputs that differ. */
export const changedNames = (olds: Props, news: Props): string[] =>
  [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (name) => !ofEngine.includes(name) && olds[name] !== news[name],
  );
