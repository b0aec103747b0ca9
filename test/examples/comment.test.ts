import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ciDir, runStep, type Step } from "./pipeline";

/** The comments on a pull request, as GitHub and GitLab keep them: the path and the text of each. */
class Comments {
  readonly all = Array.from({ length: 120 }, (_, id) => ({ id, body: `Comment ${id}` }));
  readonly calls: string[] = [];
  readonly server: Server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(url, "http://localhost");
      this.calls.push(`${method} ${pathname} ${String(headers.authorization ?? headers["private-token"])}`);
      const page = Number(searchParams.get("page"));
      const { body } = (text === "" ? {} : JSON.parse(text)) as { body?: string };
      if (method === "POST") this.all.push({ id: this.all.length, body: body! });
      if (method === "PATCH" || method === "PUT") this.all[Number(pathname.split("/").at(-1))]!.body = body!;
      response.end(JSON.stringify(method === "GET" ? this.all.slice((page - 1) * 100, page * 100) : {}));
    });
  });
}

let comments: Comments;
let folder = "";
let api = "";

beforeEach(async () => {
  comments = new Comments();
  folder = mkdtempSync(path.join(tmpdir(), "pulumi-aep-comment-"));
  await new Promise<void>((resolve) => comments.server.listen(0, "127.0.0.1", resolve));
  api = `http://127.0.0.1:${(comments.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => comments.server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const services = [
  {
    service: "GitHub",
    env: () => ({
      GITHUB_API_URL: api,
      GITHUB_REPOSITORY: "acme/exports",
      PULL_REQUEST: "7",
      GITHUB_TOKEN: "t",
    }),
    posted: "POST /repos/acme/exports/issues/7/comments Bearer t",
    changed: "PATCH /repos/acme/exports/issues/comments/120 Bearer t",
    token: "GITHUB_TOKEN",
  },
  {
    service: "GitLab",
    env: () => ({
      GITLAB_CI: "true",
      CI_API_V4_URL: api,
      CI_PROJECT_ID: "12",
      CI_MERGE_REQUEST_IID: "7",
      GITLAB_TOKEN: "t",
    }),
    posted: "POST /projects/12/merge_requests/7/notes t",
    changed: "PUT /projects/12/merge_requests/7/notes/120 t",
    token: "GITLAB_TOKEN",
  },
];

describe.each(services)("$service", ({ env, posted, changed, token }) => {
  const comment = (text: string, extra: NodeJS.ProcessEnv = {}): Promise<Step> => {
    writeFileSync(path.join(folder, "preview.md"), text);
    const script = path.join(ciDir, "scripts", "comment.mjs");
    return runStep(`node ${script} preview.md`, {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...env(), ...extra },
    });
  };

  test("has one comment for each stack, which a later preview replaces", async () => {
    expect(await comment("<!-- dev -->\nfirst")).toEqual({ code: 0, output: "" });
    expect(await comment("<!-- prod -->\nother")).toEqual({ code: 0, output: "" });
    expect(await comment("<!-- dev -->\nsecond")).toEqual({ code: 0, output: "" });

    expect(comments.all.slice(120).map(({ body }) => body)).toEqual([
      "<!-- dev -->\nsecond",
      "<!-- prod -->\nother",
    ]);
    expect(comments.calls.filter((call) => !call.startsWith("GET"))).toEqual([posted, posted, changed]);
  });

  test("is not called without a token", async () => {
    const { code, output } = await comment("<!-- dev -->\nfirst", { [token]: "" });

    expect(code).toBe(2);
    expect(output).toMatch(new RegExp(`^comment\\.mjs: missing: ${token}\\. .+\n$`));
    expect(comments.calls).toEqual([]);
  });
});
