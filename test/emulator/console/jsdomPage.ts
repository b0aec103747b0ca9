import { SourceTextModule } from "node:vm";
import { JSDOM } from "jsdom";

/**
 * Opens a page in jsdom, as far as a browser can be done without: its ES modules are fetched,
 * linked and run in the page's window, and so are its calls. No layout and no
 * Content-Security-Policy; those take a real browser.
 */
export async function openInJsdom(url: string): Promise<JSDOM> {
  const dom = new JSDOM(await text(url), { url, runScripts: "outside-only", pretendToBeVisual: true });
  const { window } = dom;
  window.fetch = (input: string, init?: RequestInit) => fetch(new URL(input, window.location.href), init);
  const context = dom.getInternalVMContext();
  const modules = new Map<string, Promise<SourceTextModule>>();
  const load = (identifier: string): Promise<SourceTextModule> => {
    const known = modules.get(identifier);
    if (known) return known;
    const loading = text(identifier).then((source) => new SourceTextModule(source, { context, identifier }));
    modules.set(identifier, loading);
    return loading;
  };
  for (const script of window.document.querySelectorAll<HTMLScriptElement>("script[type=module]")) {
    const entry = await load(script.src);
    await entry.link((specifier, { identifier }) => load(new URL(specifier, identifier).href));
    await entry.evaluate();
  }
  return dom;
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}.`);
  return answer.text();
}
