import path from "node:path";
import ts from "typescript";

/** A member of a type: its type, its description, and whether it may be left out. */
export interface Member {
  name: string;
  type: ts.Type;
  description: string;
  optional: boolean;
  deprecated?: string;
}

const root = path.join(__dirname, "..", "..");

/** The files whose exports are the declarations. */
const sources = ["sdk/index.ts", "provider/programs.ts", "provider/aep/http/settings.ts"];

/** The types that the provider and its SDK declare, as the TypeScript compiler sees them. */
export class Declarations {
  readonly checker: ts.TypeChecker;
  readonly #exports = new Map<string, ts.Symbol>();

  constructor() {
    const files = sources.map((file) => path.join(root, file));
    const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) =>
      ts.sys.readFile(file),
    ) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(files, { ...options, types: ["node"] });
    this.checker = program.getTypeChecker();
    // The first file wins: the names that programs know.
    for (const file of files.reverse()) {
      const source = program.getSourceFile(file);
      const module = source && this.checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${file} exports nothing`);
      for (const symbol of this.checker.getExportsOfModule(module))
        this.#exports.set(symbol.name, this.#real(symbol));
    }
  }

  /** The exported type, class or value of this name. */
  symbol(name: string): ts.Symbol {
    const symbol = this.#exports.get(name);
    if (symbol === undefined) throw new Error(`${sources.join(", ")} do not export ${name}`);
    return symbol;
  }

  /** The exported type of this name. */
  type(name: string): ts.Type {
    return this.checker.getDeclaredTypeOfSymbol(this.symbol(name));
  }

  /** The type of the exported value of this name. */
  valueType(name: string): ts.Type {
    return this.checker.getTypeOfSymbol(this.symbol(name));
  }

  /** The members of a type, those of its bases included. */
  members(type: ts.Type): Member[] {
    return this.checker.getPropertiesOfType(type).map((symbol) => {
      const type = this.checker.getTypeOfSymbol(symbol);
      const deprecated = symbol.getJsDocTags(this.checker).find((tag) => tag.name === "deprecated");
      return {
        name: symbol.name,
        type: this.checker.getNonNullableType(type),
        description: this.description(symbol),
        optional:
          (symbol.flags & ts.SymbolFlags.Optional) !== 0 || this.checker.getNonNullableType(type) !== type,
        ...(deprecated && { deprecated: ts.displayPartsToString(deprecated.text) }),
      };
    });
  }

  /** What a docstring says, in Markdown, without examples: those are programs in TypeScript. */
  description(symbol: ts.Symbol): string {
    const paragraphs = ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .replace(/\{@link (\w+)\}/g, "`$1`")
      .replace(/```typescript\n[^]*?```/g, "")
      .split(/\n{2,}/)
      .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim());
    return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
  }

  #real(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}
