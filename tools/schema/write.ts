import { writeFileSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "./schema";

/** The schema that the plugin answers, beside its code. */
export const schemaFile = path.join(__dirname, "..", "..", "provider", "doors", "native", "schema.json");

/** The file's text for a schema. */
export const schemaText = (): string => `${JSON.stringify(packageSchema(), undefined, 2)}\n`;

if (require.main === module) writeFileSync(schemaFile, schemaText());
