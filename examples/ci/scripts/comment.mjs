// comment.mjs FILE: writes the text of the file as a comment on the pull request. It replaces the
// comment of an earlier run, which it recognises by the first line of the text; that line is not
// shown.
import { readFileSync } from "node:fs";

const { env, argv } = process;

/**
 * The API of the service: the URLs of all comments and of one comment, the method that changes it,
 * and the headers.
 */
function service() {
  if (env.GITLAB_CI) {
    const [api, project, request, token] = need(
      "CI_API_V4_URL",
      "CI_PROJECT_ID",
      "CI_MERGE_REQUEST_IID",
      "GITLAB_TOKEN",
    );
    const comments = `${api}/projects/${project}/merge_requests/${request}/notes`;
    return { comments, one: comments, change: "PUT", headers: { "PRIVATE-TOKEN": token } };
  }
  const [api, repository, request, token] = need(
    "GITHUB_API_URL",
    "GITHUB_REPOSITORY",
    "PULL_REQUEST",
    "GITHUB_TOKEN",
  );
  const issues = `${api}/repos/${repository}/issues`;
  const headers = { Authorization: `Bearer ${token}` };
  return { comments: `${issues}/${request}/comments`, one: `${issues}/comments`, change: "PATCH", headers };
}

function need(...names) {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0)
    fail(
      `missing: ${missing.join(" ")}. Hand it to this job as a variable; GITLAB_TOKEN is an access token of the project.`,
    );
  return names.map((name) => env[name]);
}

function fail(why) {
  console.error(`comment.mjs: ${why}`);
  process.exit(2);
}

const { comments, one, change, headers } = service();

async function call(method, url, body) {
  const answer = await globalThis.fetch(url, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    body: body && JSON.stringify({ body }),
  });
  if (!answer.ok)
    fail(`${method} ${url} was answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}

async function find(firstLine) {
  for (let page = 1; ; page += 1) {
    const found = await call("GET", `${comments}?per_page=100&page=${page}`);
    const mine = found.find(({ body }) => body.startsWith(firstLine));
    if (mine || found.length < 100) return mine;
  }
}

const text = readFileSync(argv[2], "utf8");
const earlier = await find(text.split("\n", 1)[0]);
if (earlier) await call(change, `${one}/${earlier.id}`, text);
else await call("POST", comments, text);
