import type { AepClient, AepSettings } from "../../provider/aep";
import type { Sample, SampleRequest } from "../samples/sample";
import { type AepServer, impatientClient, type Seen } from "../worlds/cannedAep";

/** Settings with the placeholders of the documents as values. */
export const settingsOf = ({ url }: AepServer): AepSettings => ({
  baseUrl: url,
  imsUrl: url,
  orgId: "{IMS_ORG}",
  sandboxName: "{SANDBOX_NAME}",
  credentials: { kind: "accessToken", accessToken: "{ACCESS_TOKEN}", apiKey: "{API_KEY}" },
});

/** A client of a server that answers the samples in order. */
export function clientOf(server: AepServer, ...samples: Sample[]): AepClient {
  server.answers(
    ...samples.map(({ answer: { body, ...answer } }) => ({
      ...answer,
      body: typeof body === "string" ? body : JSON.stringify(body),
    })),
  );
  return impatientClient(settingsOf(server)).client;
}

export const gatewayHeaders = {
  authorization: "Bearer {ACCESS_TOKEN}",
  "x-api-key": "{API_KEY}",
  "x-gw-ims-org-id": "{IMS_ORG}",
  "x-sandbox-name": "{SANDBOX_NAME}",
};
/** Headers of HTTP itself, and those that identify a client. */
const plumbing = [
  "host",
  "connection",
  "content-length",
  "accept",
  "accept-encoding",
  "user-agent",
  "x-request-id",
];

/** Compares what the server received with the document. */
export function expectRequest(
  seen: Seen | undefined,
  request: SampleRequest,
  headers: object = gatewayHeaders,
) {
  const { method, path, query = {}, parameters = Object.keys(query), body } = request;
  expect(seen).toMatchObject({ method, path });
  const sent = Object.fromEntries(seen!.query);
  expect(sent).toMatchObject(query);
  expect(parameters).toEqual(expect.arrayContaining(Object.keys(sent)));
  const own = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const others = Object.entries(seen!.headers).filter(([name]) => !plumbing.includes(name));
  expect(Object.fromEntries(others)).toEqual({ ...headers, ...Object.fromEntries(own) });
  if (request.form) expect(Object.fromEntries(new URLSearchParams(seen!.body))).toEqual(request.form);
  else expect(seen!.body === "" ? undefined : JSON.parse(seen!.body)).toEqual(body);
}
