import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import MarkdownIt from "markdown-it";

const root = path.join(__dirname, "..", "..");

/** A page of Markdown, or what stands in the docstrings of a source file. */
export interface Page {
  /** Relative to the root of the repository, with slashes. */
  file: string;
  text: string;
}

/** A fenced block of a page. */
export interface Block {
  file: string;
  /** Counted from 1. */
  line: number;
  language: string;
  text: string;
}

/** The pages that users read. */
export function pages(): Page[] {
  const examples = readdirSync(path.join(root, "examples")).map((name) => `examples/${name}/README.md`);
  const docs = readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`);
  return ["README.md", "CONTRIBUTING.md", "emulator/README.md", ...docs, ...examples]
    .filter((file) => file.endsWith(".md") && existsSync(path.join(root, file)))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
}

/** What the docstrings of the SDK say, on the lines where they say it. */
export function docstrings(): Page[] {
  const files = readdirSync(path.join(root, "sdk"), { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const source = readFileSync(path.join(root, "sdk", name), "utf8");
      let inside = false;
      const lines = source.split("\n").map((line) => {
        if (line.trim() === "/**") inside = true;
        const text = inside ? line.replace(/^\s*\/?\*+\/? ?/, "") : "";
        if (line.trimEnd().endsWith("*/")) inside = false;
        return text;
      });
      return { file: `sdk/${name}`, text: lines.join("\n") };
    });
}

/** Addresses that a page links to. */
export const linksOf = ({ text }: Page): string[] =>
  markdown
    .parse(text, {})
    .flatMap(({ children }) => children ?? [])
    .flatMap((token) => token.attrGet("href") ?? token.attrGet("src") ?? []);

/** What a link may name after its `#`, as GitHub makes it of the headings of a page. */
export const anchorsOf = ({ text }: Page): string[] =>
  markdown
    .parse(text, {})
    .filter((_token, index, tokens) => tokens[index - 1]?.type === "heading_open")
    .map(({ content }) =>
      content
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    );

/** Fenced blocks of a page. */
export const blocksOf = ({ file, text }: Page): Block[] =>
  markdown
    .parse(text, {})
    .filter(({ type }) => type === "fence")
    .map(({ info, content, map }) => ({ file, line: (map?.[0] ?? 0) + 1, language: info, text: content }));

const markdown = new MarkdownIt();
