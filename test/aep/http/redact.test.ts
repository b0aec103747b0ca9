import { serialize } from "node:v8";
import { inspect } from "node:util";
import fc from "fast-check";
import type { AepClient } from "../../../provider/aep";
import { Redactor } from "../../../provider/aep/http/redact";
import { impatientClient, serverForEachTest, settingsFor } from "../../worlds/cannedAep";

/** The characters of a secret, with those that encodings change. */
const character = fc.constantFrom(..."abcXYZ019-_.~ \"'\\/&<>=+%#?:;,|@!$^*()[]{}\tü€😀");
const secret = fc
  .string({ unit: character, minLength: 8, maxLength: 40 })
  .map((text) => text.trim())
  .filter((text) => text.length >= 8);

const escapedForHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
const escapedToAscii = (text: string): string =>
  text.replace(/[^ -~]|[<>&'"\\]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
const lowerPercents = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());

const encodings: Record<string, (secret: string) => string> = {
  plain: (text) => text,
  URL: encodeURIComponent,
  "URL in lower case": (text) => lowerPercents(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ "": text }).toString().slice(1),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  "JSON with slashes escaped": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "JSON in ASCII": escapedToAscii,
  HTML: escapedForHtml,
  "JSON in a URL": (text) => encodeURIComponent(escapedToAscii(text)),
  "HTML in a URL": (text) => encodeURIComponent(escapedForHtml(text)),
  "URL in a URL": (text) => encodeURIComponent(encodeURIComponent(text)),
};
const encoding = fc.constantFrom(...Object.keys(encodings));
const encoded = (how: string, text: string): string => encodings[how]?.(text) ?? "";

test("a secret is removed from a text in any encoding", () => {
  fc.assert(
    fc.property(secret, encoding, fc.string(), fc.string(), (hidden, how, before, after) => {
      const spelled = encoded(how, hidden);
      const redacted = new Redactor([hidden]).redact(`${before} ${spelled} ${after}`);
      expect(redacted).not.toContain(spelled);
    }),
    { numRuns: 300 },
  );
});

test("a secret is removed from base64, alone or among other bytes", () => {
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
      for (const form of ["base64", "base64url"] as const) {
        const text = Buffer.from(before + hidden + after).toString(form);
        const redacted = new Redactor([hidden]).redact(text);
        expect(redacted).toContain("[secret]");
        // The first and last digits also encode neighbouring bytes, so they may stay.
        expect(Buffer.from(redacted, form).toString()).not.toContain(hidden.slice(1, -1));
      }
    }),
  );
});

test("several secrets are all removed, even if one is part of another", () => {
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), secret, (others, one) => {
      const secrets = [...others, one, `${one}${others[0]}`];
      const redactor = new Redactor();
      for (const each of secrets) redactor.add(each);
      const redacted = redactor.redact(secrets.join(" | "));
      for (const each of secrets) expect(redacted).not.toContain(each);
    }),
  );
});

test("other text stays as it is", () => {
  fc.assert(
    fc.property(fc.lorem(), (text) => {
      expect(new Redactor(["the-client-secret"]).redact(text)).toBe(text);
    }),
  );
});

const server = serverForEachTest();

/** Everything that a log, a debugger or a dump could show of an error. */
const shown = (error: unknown): string =>
  [
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    serialize(error).toString("utf8"),
    serialize(error).toString("utf16le"),
    ...Object.values(error as Record<string, unknown>).map(String),
    (error as Error).message,
    (error as Error).stack,
  ].join("\n");

const calls: ((client: AepClient, name: string) => Promise<unknown>)[] = [
  ({ datasets }, name) => datasets.create({ name, schemaRef: { id: "schema", contentType: "type" } }),
  ({ datasets }) => datasets.get("abc"),
  ({ exportJobs }) => exportJobs.cancel("7"),
  ({ files }, name) => files.read("file", name),
  ({ datasets }, name) => datasets.list({ name }).next(),
];
/** Answers with the secret in different places. */
const answers: ((secret: string) => { headers?: Record<string, string>; body: unknown })[] = [
  (text) => ({ body: { title: "No", detail: text } }),
  (text) => ({ body: { error_code: text, message: text } }),
  (text) => ({ body: { errors: { "400": [{ code: text, message: text }] }, requestId: text } }),
  (text) => ({ body: { error: text, error_description: `${"x".repeat(480)} ${text}` } }),
  (text) => ({ body: `<html><p>${"y".repeat(490)}${text}</p></html>` }),
  (text) => ({ body: text }),
  (text) => ({ headers: { "x-request-id": encodeURIComponent(text) }, body: {} }),
];

test("no error and no log shows a secret that is in an answer or in a name", async () => {
  const status = fc.constantFrom(200, 302, 400, 401, 403, 404, 409, 429, 500, 503);
  const answer = fc.constantFrom(...answers);
  await fc.assert(
    fc.asyncProperty(
      ...([secret, encoding, status, answer, fc.constantFrom(...calls)] as const),
      async (hidden, how, code, say, call) => {
        const credentials = {
          kind: "client",
          clientId: "id",
          clientSecret: hidden,
          scopes: "openid",
        } as const;
        const { client, lines } = impatientClient({ ...settingsFor(server.url), credentials });
        const spelled = encoded(how, hidden);
        server.answers(({ path }) =>
          path.startsWith("/ims/")
            ? { body: { access_token: "fetched-token" } }
            : { status: code, ...say(spelled) },
        );
        const told = await call(client, `Profiles ${spelled}`).then(() => "", shown);
        for (const text of [told, lines.join("\n")]) {
          expect(text).not.toContain(spelled);
          // A secret that was cut shows a part of itself.
          expect(text).not.toContain(spelled.slice(0, 7));
        }
      },
    ),
    { numRuns: 80 },
  );
});
