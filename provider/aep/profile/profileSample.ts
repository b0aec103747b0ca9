import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { memberAt } from "../http/json";

/** The sample of the profile store by which AEP estimates, `/data/core/ups/previewsamplestatus`. */
export class ProfileSample {
  constructor(private readonly http: Http) {}

  /** Profiles in the store at the last sample, with those that only events know. */
  async totalProfiles(): Promise<number> {
    const call: Call = {
      operation: "Reading the status of the profile sample",
      method: "GET",
      path: ["/data/core/ups", "previewsamplestatus"],
      permissions: permissions.viewProfiles,
    };
    const answer = await this.http.send(call);
    // AEP answers the number as text, and some texts with quotes inside.
    const text = String(memberAt(answer.body, "totalRows")).replaceAll('"', "");
    if (!/^\d+$/.test(text)) throw this.http.malformed(call, answer, "holds no totalRows");
    return Number(text);
  }
}
