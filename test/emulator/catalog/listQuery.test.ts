import { answerList } from "../../../emulator/catalog/listQuery";
import type { ApiError } from "../../../emulator/http/errors";

type Query = Record<string, string>;

const objects: [string, object][] = [
  ["1", { name: "daily", created: 10, tags: { team: ["crm"], "app/owner": ["urn:a:b"] } }],
  ["2", { name: "weekly", created: 30, tags: { team: ["web"] } }],
  ["3", { name: "daily", created: 20 }],
];

function ids(query: Query): string[] {
  return Object.keys(answerList(objects, query, ["name", "created"]));
}

describe("a list of the Catalog", () => {
  it.each<[string, Query, string[]]>([
    ["everything", {}, ["1", "2", "3"]],
    ["a property's value", { name: "weekly" }, ["2"]],
    ["any of several values", { name: "weekly,monthly" }, ["2"]],
    ["none of several values", { name: "!weekly,monthly" }, ["1", "3"]],
    ["a value with wildcards", { name: "*ee*" }, ["2"]],
    ["no wildcard but an asterisk", { name: "**" }, []],
    ["a number", { created: "20" }, ["3"]],
    ["a tag", { tags: "team:crm" }, ["1"]],
    ["a tag whose value holds colons", { tags: "app/owner:urn:a:b" }, ["1"]],
    ["a tag of any value", { tags: "team:*" }, ["1", "2"]],
    ["a tag by the start of its value", { tags: "team:w*" }, ["2"]],
    ["several tags, all of them", { tags: "team:crm,app/owner:*" }, ["1"]],
    ["a tag and a property", { tags: "team:*", name: "weekly" }, ["2"]],
    ["a name that every object inherits", { tags: "constructor:*" }, []],
    ["an unknown parameter is ignored", { unknown: "x" }, ["1", "2", "3"]],
    ["a page", { start: "1", limit: "1" }, ["2"]],
  ])("finds %s", (_what, query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it("is ordered by several properties", () => {
    // JavaScript orders numeric keys itself, so the ids get a prefix.
    const answered = answerList(
      objects.map(([id, object]) => [`id${id}`, object] as [string, object]),
      { orderBy: "name,desc:created" },
      [],
    );
    expect(Object.keys(answered)).toEqual(["id3", "id1", "id2"]);
  });

  it("holds only the properties asked for", () => {
    expect(answerList(objects, { name: "weekly", properties: "name,nothing" }, ["name"])).toEqual({
      2: { name: "weekly" },
    });
  });

  it.each<Query>([
    { limit: "0" },
    { limit: "101" },
    { limit: "many" },
    { start: "-1" },
    { tags: "noColon" },
    { orderBy: "up:name" },
  ])("refuses %j with a 400", (query) => {
    const refusal = expect.objectContaining({ status: 400 }) as ApiError;
    expect(() => ids(query)).toThrow(refusal);
  });
});
