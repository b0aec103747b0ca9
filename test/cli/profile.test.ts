import type { ProfileEntity } from "../../contract/entities";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import type { LocalAep } from "../worlds/localAep";
import { startWith } from "../worlds/ownPeople";
import { type Ended, run } from "./aepExport";

// Each command is a process of its own.
jest.setTimeout(60_000);

let aep: LocalAep;
beforeAll(async () => {
  aep = await startWith([
    JSON.stringify({
      identityMap: { Email: [{ id: "ada@example.com", primary: true }] },
      person: { name: { firstName: "Ada" } },
    }),
  ]);
});
afterAll(() => aep.close());

const profile = (...args: string[]): Promise<Ended> =>
  run(["profile", ...args], { env: emulatorEnv(aep.emulator.url) });
const ada = ["--namespace", "Email", "--id", "ada@example.com"];

test("a profile is shown by an identity as a table, and complete with --json, also by its XID", async () => {
  const shown = await profile(...ada);
  expect([shown.code, shown.stderr]).toEqual([0, ""]);
  expect(shown.stdout).toContain("person.name.firstName");
  expect(shown.stdout).toContain("Ada");
  const whole = JSON.parse((await profile(...ada, "--json")).stdout) as ProfileEntity;
  expect(whole.entity).toMatchObject({ person: { name: { firstName: "Ada" } } });
  expect(JSON.parse((await profile("--id", whole.entityId, "--json")).stdout)).toEqual(whole);
});

test("an identity that no profile has is told without its value", async () => {
  const { code, stdout, stderr } = await profile("--namespace", "Email", "--id", "nobody@example.com");
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(
    /^aep-export: Reading a profile: no profile has this identity in sandbox ".+"\. Check/,
  );
  expect(stderr).not.toContain("nobody@example.com");
});

test("an unknown merge policy is refused", async () => {
  const { code, stderr } = await profile(...ada, "--merge-policy", "none-such");
  expect(code).toBe(1);
  expect(stderr).toContain('merge policy "none-such" does not exist');
});

test("a missing permission is named", async () => {
  const misbehave = (calls: object[]) =>
    fetch(`${aep.emulator.url}/emulator/faults`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ calls }),
    });
  await misbehave([{ fault: "forbidden", path: "/access/entities" }]);
  const { code, stderr } = await profile(...ada);
  await misbehave([]);
  expect(code).toBe(5);
  expect(stderr).toContain('grants the permission "View Profiles" there.');
});

test.each([[["--namespace", "Email"]], [["--id", " "]], [[...ada, "--merge-policy", ""]]])(
  "%j is wrong usage",
  async (args) => {
    expect((await profile(...args)).code).toBe(2);
  },
);
