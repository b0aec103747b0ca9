import { checkDatasetExpiration } from "../../../provider/datasetExpiration/schema";

/** The checks of inputs that need no call. */

const reasonsOf = (inputs: object): string[] =>
  checkDatasetExpiration({ dataset: "d", displayName: "End", ...inputs }).map(
    ({ property, reason }) => `${property} ${reason}`,
  );

test.each([
  { retention: "P30D" },
  { retention: "P1Y2M3W4D" },
  { expiry: "2099-12-31" },
  { expiry: "2099-12-31T12:00:00" },
  { expiry: "2099-12-31T12:00:00+02:00" },
])("takes %j", (inputs) => expect(reasonsOf(inputs)).toEqual([]));

test.each<[inputs: object, reason: RegExp]>([
  [{}, /^expiry is missing, and so is retention\. Give one/],
  [{ expiry: "2099-01-01", retention: "P30D" }, /^retention is given beside expiry/],
  [{ retention: "30 days" }, /^retention must be an ISO 8601 duration.*not "30 days"/],
  [{ retention: "P0D" }, /longer than zero, not "P0D"/],
  [{ retention: "P" }, /longer than zero, not "P"/],
  [{ retention: "PT36H" }, /not "PT36H"/],
  [{ retention: "P1D" }, /must be at least P2D/],
  [{ expiry: "tomorrow" }, /^expiry must be a date or a time in ISO 8601/],
  [
    { retention: "P30D", description: "x [pulumi-aep - urn:x]" },
    /^description must not contain \[pulumi-aep/,
  ],
])("refuses %j", (inputs, reason) => expect(reasonsOf(inputs)).toEqual([expect.stringMatching(reason)]));
