import { AepError } from "../../../provider/aep";
import { atMostOnce } from "../../../provider/atMostOnce/make";
import { EngineRun } from "../../worlds/engineRun";

/** A POST whose work was done and answered by 503, where lists show what it made only after some milliseconds. */
async function madeUnderLag(milliseconds: number): Promise<number> {
  let slept = 0;
  let posts = 0;
  const context = {
    ...new EngineRun("http://127.0.0.1:1").of("job"),
    sleep: (ms: number) => Promise.resolve(void (slept += ms)),
  };
  await atMostOnce(context, {
    make: () => {
      posts += 1;
      const trouble = { operation: "Creating export job", reason: "unavailable", status: 503 };
      return posts > 1
        ? Promise.resolve("another")
        : Promise.reject(new AepError({ kind: "unavailable", outcome: "unknown", ...trouble }));
    },
    look: () => Promise.resolve(slept >= milliseconds ? "made" : undefined),
  });
  return posts;
}

test("an object that a list shows two seconds late is not made again", async () => {
  expect(await madeUnderLag(0)).toBe(1);
  expect(await madeUnderLag(2_000)).toBe(1);
});

test("an object that no list shows is made again", async () => {
  expect(await madeUnderLag(Infinity)).toBe(2);
});
