import type * as grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CheckFailure, Context } from "../../lifecycle/lifecycle";
import { failureInOneSentence, oneLineError } from "../errors";
import { changedNames, checkProvider, providerInputs } from "./configuration";
import { fromStruct, secretNames, toStruct, type Props } from "./marshalling";
import type { Named, NativeDifference, NativeResource } from "./nativeResource";
import type { PluginProcess } from "./pluginProcess";
import { refusalOf } from "./refusals";

/** A function of the plugin: a query that answers an object. */
export type NativeFunction = (context: FunctionContext, args: Props) => Promise<object>;

export interface FunctionContext extends Context {
  /** Whether the program runs for a preview, which must not wait. */
  isPreview: boolean;
}

/** What a plugin serves. */
export interface PluginParts {
  /** The resources, by their types. */
  resources: Record<string, Pick<NativeResource<object, object>, keyof NativeResource<object, object>>>;
  /** The functions, by their tokens. */
  functions: Record<string, NativeFunction>;
}

type Answer<Request, Response> = (request: Request) => Response | Promise<Response>;

/** Answers the calls of the engine: a method for each of the protocol. */
export function createService(
  { resources, functions }: PluginParts,
  process: PluginProcess,
): grpc.UntypedServiceImplementation {
  const unary =
    <Request, Response>(answer: Answer<Request, Response>): grpc.handleUnaryCall<Request, Response> =>
    ({ request }, callback) => {
      process.operations
        .track(async () => answer(request))
        .then(
          (response) => callback(null, response),
          (error: unknown) => callback(refusalOf(error)),
        );
    };
  const resource = (type: string) => {
    const found = resources[type];
    if (found === undefined) throw new Error(`There is no resource ${type} in this plugin.`);
    return found;
  };
  const service: Partial<IResourceProviderServer> = {
    attach: unary((request: PluginAttach) => {
      process.engine.attach(request.getAddress());
      return new Empty();
    }),

    cancel: unary(() => {
      process.cancel();
      return new Empty();
    }),

    checkConfig: unary((request: messages.CheckRequest) => {
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const inputs = providerInputs(olds, news, secretNames(request.getNews()));
      return checked(inputs, checkProvider(news).map(failureInOneSentence));
    }),

    diffConfig: unary((request: messages.DiffRequest) => {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      // Never a replacement: one mistyped setting would replace all resources of the provider. Those
      // of another organization are refused by the organization that their state names.
      const changed = changedNames(olds, fromStruct(request.getNews()));
      return differing({ changes: changed.length > 0, replaces: [], changed });
    }),

    configure: unary((request: messages.ConfigureRequest) => {
      process.configure(fromStruct(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      // The engine opens secrets, and seals the outputs that have the names of secret inputs.
      response.setAcceptsecrets(false);
      return response;
    }),

    invoke: unary(async (request: messages.InvokeRequest) => {
      const name = request.getTok().split(":").at(-1) ?? "";
      const answer = functions[request.getTok()];
      if (answer === undefined) throw new Error(`There is no function ${request.getTok()} in this plugin.`);
      const args = fromStruct(request.getArgs());
      const response = new messages.InvokeResponse();
      try {
        const context = { ...process.context({ subject: name }), isPreview: request.getPreview() };
        response.setReturn(toStruct(await answer(context, args)));
      } catch (error) {
        throw oneLineError({ verb: "Calling", noun: "function", subject: name }, error);
      }
      return response;
    }),

    check: unary((request: messages.CheckRequest) => {
      const { inputs, failures } = resource(typeOf(request)).check(
        named(request),
        fromStruct(request.getNews()),
      );
      return checked(inputs, failures);
    }),

    diff: unary(async (request: messages.DiffRequest) => {
      const known = { id: request.getId(), ...oldsAndNews(request) };
      return differing(await resource(typeOf(request)).diff(named(request), known));
    }),

    create: unary(async (request: messages.CreateRequest) => {
      const [target, news] = [resource(typeOf(request)), fromStruct(request.getProperties())];
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(toStruct(await target.previewCreate(named(request), news)));
        return response;
      }
      const { id, outputs } = await target.create(withTimeout(request), news);
      response.setId(id);
      response.setProperties(toStruct(outputs));
      return response;
    }),

    read: unary(async (request: messages.ReadRequest) => {
      const [target, id, state] = [resource(typeOf(request)), request.getId(), request.getProperties()];
      // For an import, the engine sends no state, or since CLI 3.274 at the latest an empty one.
      const isImport = state === undefined || state.getFieldsMap().getLength() === 0;
      const found = isImport
        ? await target.import(named(request), id)
        : await target.read(named(request), { id, state: fromStruct(state) });
      const response = new messages.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(toStruct(found.outputs));
      response.setInputs(toStruct(found.inputs));
      return response;
    }),

    update: unary(async (request: messages.UpdateRequest) => {
      const target = resource(typeOf(request));
      const response = new messages.UpdateResponse();
      const outputs = request.getPreview()
        ? target.previewUpdate(named(request), oldsAndNews(request))
        : (await target.update(withTimeout(request), { id: request.getId(), ...oldsAndNews(request) }))
            .outputs;
      response.setProperties(toStruct(outputs));
      return response;
    }),

    delete: unary(async (request: messages.DeleteRequest) => {
      const state = fromStruct(request.getProperties());
      await resource(typeOf(request)).delete(withTimeout(request), { id: request.getId(), state });
      return new Empty();
    }),
  };
  return service as grpc.UntypedServiceImplementation;
}

/** A request about a resource. */
interface OfResource {
  getUrn(): string;
}

const named = (request: OfResource): Named => ({ urn: request.getUrn() });

const withTimeout = (request: OfResource & { getTimeout(): number }): Named => ({
  urn: request.getUrn(),
  ...(request.getTimeout() > 0 && { timeoutMs: request.getTimeout() * 1000 }),
});

/** The type of a resource: the last one of its URN, after those of its parents. */
const typeOf = (request: OfResource): string => request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";

const oldsAndNews = (
  request: messages.DiffRequest | messages.UpdateRequest,
): { olds: Props; news: Props } => ({
  olds: fromStruct(request.getOlds()),
  news: fromStruct(request.getNews()),
});

function checked(inputs: Props, failures: CheckFailure[]): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function differing({ changes, replaces, changed }: NativeDifference): messages.DiffResponse {
  const { DiffChanges } = messages.DiffResponse;
  const { Kind } = messages.PropertyDiff;
  const response = new messages.DiffResponse();
  response.setChanges(changes ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setReplacesList(replaces);
  response.setDiffsList(changed);
  response.setHasdetaileddiff(true);
  for (const name of changed) {
    const property = new messages.PropertyDiff();
    property.setKind(replaces.includes(name) ? Kind.UPDATE_REPLACE : Kind.UPDATE);
    response.getDetaileddiffMap().set(name, property);
  }
  return response;
}
