import { durationInWords, durationMs } from "../../../provider/inputs/duration";

test.each([
  ["90m", 5_400_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["45s", 45_000],
  ["250ms", 250],
])("%s are %d ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["", "0s", "90", "m", "-5m", "5 m", "1d", "1h 30m", "90m!"])("%j is no duration", (text) => {
  expect(durationMs(text)).toBeUndefined();
});

test.each([
  [0, "0 s"],
  [42_400, "42 s"],
  [59_700, "1 min"],
  [185_000, "3 min 5 s"],
  [3_600_000, "1 h"],
  [7_500_000, "2 h 5 min"],
])("%d ms are %s", (ms, words) => {
  expect(durationInWords(ms)).toBe(words);
});
