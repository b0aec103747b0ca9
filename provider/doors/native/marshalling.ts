import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isRecord } from "../../aep/http/json";
import { withoutUndefined } from "../wire";

/** Properties as the engine passes them. */
export type Props = Record<string, unknown>;

/** The key by which the engine marks special values, and what it says of a secret. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Properties of a message, with secrets opened. */
export const fromStruct = (struct: Struct | undefined): Props =>
  struct === undefined ? {} : (opened(struct.toJavaScript()) as Props);

/** Properties for a message. Undefined values are left out. */
export const toStruct = (props: object): Struct =>
  Struct.fromJavaScript(withoutUndefined(props) as Parameters<typeof Struct.fromJavaScript>[0]);

/** A value that the engine encrypts in the state and hides in its output. */
export const sealed = (value: unknown): Props => ({ [signature]: secretSignature, value });

/** The names of properties that came as secrets. */
export const secretNames = (struct: Struct | undefined): string[] =>
  Object.entries(struct?.toJavaScript() ?? {}).flatMap(([name, value]) => (isSecret(value) ? [name] : []));

const isSecret = (value: unknown): value is Props => isRecord(value) && value[signature] === secretSignature;

function opened(value: unknown): unknown {
  if (isSecret(value)) return opened(value.value);
  if (Array.isArray(value)) return value.map(opened);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}
