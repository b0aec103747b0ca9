import ts from "typescript";
import type { Declarations, Member } from "./declarations";
import type { EnumSpec, ObjectSpec, PropertySpec, TypeSpec } from "./spec";

export const token = (name: string): string => `aep:index:${name}`;

/** The types of the schema. Each object type that a property names is added to them once. */
export class Types {
  readonly specs: Record<string, ObjectSpec | EnumSpec> = {};

  constructor(
    private readonly declarations: Declarations,
    /** Paths of members that are left out. */
    private readonly without: ReadonlySet<string>,
  ) {}

  /**
   * The members of a type as properties. Words that AEP answers are strings, and not the values of
   * an enum: it may answer new ones. A type that inputs and answers share keeps the form that it
   * got first.
   */
  object(members: Member[], { description, path = "", answer = false }: Place): ObjectSpec {
    const kept = members.filter(({ name }) => !this.without.has(path + name));
    const required = kept.filter(({ optional }) => !optional).map(({ name }) => name);
    return {
      description,
      type: "object",
      properties: Object.fromEntries(
        kept.map((member) => [
          member.name,
          this.#property(member, { path: `${path}${member.name}.`, answer }),
        ]),
      ),
      ...(required.length > 0 && { required }),
    };
  }

  #property({ type, description, deprecated, name }: Member, place: At): PropertySpec {
    if (description === "") throw new Error(`${place.path}: ${name} has no docstring`);
    return {
      ...this.#type(type, place),
      description: description.replace(orText, ""),
      ...(deprecated !== undefined && { deprecationMessage: deprecated }),
    };
  }

  #type(type: ts.Type, at: At): TypeSpec {
    const { checker } = this.declarations;
    if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) return { $ref: "pulumi.json#/Any" };
    if (type.flags & ts.TypeFlags.StringLike) return { type: "string" };
    // Milliseconds since 1970 and counts are larger than the integers of a schema, which have 32 bits in Java.
    if (type.flags & ts.TypeFlags.NumberLike) return { type: "number" };
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: "boolean" };
    if (type.isUnion()) return this.#union(type, at);
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      if (element !== undefined) return { type: "array", items: this.#type(element, at) };
    }
    const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (values !== undefined) return { type: "object", additionalProperties: this.#type(values, at) };
    return this.#reference(type, at);
  }

  #union(type: ts.UnionType, at: At): TypeSpec {
    // A list that may also be written as one text is a list: SDKs of other languages cannot take both.
    const list = type.types.find((part) => this.declarations.checker.isArrayType(part));
    if (list !== undefined) return this.#type(list, at);
    const [plain, ...others] = type.types.filter((part) => !inputWrappers.has(part.symbol?.name));
    if (plain !== undefined && others.length === 0) return this.#type(plain, at);
    // SDKs of other languages cannot take a text or an object in one property, and so check nothing.
    const isText = (part: ts.Type): boolean => (part.flags & ts.TypeFlags.String) !== 0;
    const isObject = (part: ts.Type): boolean => (part.flags & ts.TypeFlags.Object) !== 0;
    if (type.types.some(isText) && type.types.some(isObject)) return { $ref: "pulumi.json#/Any" };
    const words = type.types.filter((part) => part.isStringLiteral());
    if (words.length !== type.types.length)
      throw new Error(`${at.path} has a type that no schema can express`);
    if (at.answer || type.aliasSymbol === undefined) return { type: "string" };
    const { name } = type.aliasSymbol;
    this.specs[token(name)] ??= {
      description: this.declarations.description(type.aliasSymbol),
      type: "string",
      enum: words.map(({ value }) => ({ name: capital(value), value })),
    };
    return { $ref: `#/types/${token(name)}` };
  }

  #reference(type: ts.Type, at: At): TypeSpec {
    const symbol = type.aliasSymbol ?? type.symbol;
    if (symbol.name.startsWith("__")) throw new Error(`${at.path} has a type without a name`);
    // The SDKs name the result of a function `GetDatasetResult` too.
    const key = token(symbol.name.replace(/^Get(\w+)Result$/, "Found$1"));
    if (!(key in this.specs)) {
      const description = this.declarations.description(symbol);
      if (description === "") throw new Error(`${symbol.name} has no docstring`);
      this.specs[key] = this.object(this.declarations.members(type), { ...at, description });
    }
    return { $ref: `#/types/${key}` };
  }
}

interface At {
  /** The path of the property, with a dot at its end. */
  path: string;
  /** Whether the value comes from AEP, and never from a program. */
  answer: boolean;
}

type Place = Partial<At> & { description: string };

/** How a docstring says that a list may be written as one text, too: see `#union`. */
const orText = ", as an array or one comma-separated string";

/** The parts of `pulumi.Input` that are no plain value. */
const inputWrappers = new Set(["Promise", "OutputInstance"]);

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
