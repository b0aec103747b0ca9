import type { DatasetExpiration, ExpirationEvent, ExpirationStatus } from "../../contract/expirations";
import { author } from "../catalog/newDataset";

/** Something that became of an expiration; times are milliseconds since 1970. */
interface RecordedEvent {
  status: ExpirationEvent["status"];
  expiry: number;
  at: number;
}

/** A dataset's expiration as the emulator keeps it. */
export interface ExpirationRecord {
  ttlId: string;
  datasetId: string;
  datasetName?: string;
  displayName: string;
  description?: string;
  status: ExpirationStatus;
  /** Milliseconds since 1970. */
  expiry: number;
  /** Never empty, oldest first. */
  history: RecordedEvent[];
}

const updatedBy = `${author.createdClient} <${author.createdUser}> ${author.createdUser}`;

/** The expiration with its latest event. */
export function recorded(
  expiration: Omit<ExpirationRecord, "history"> & { history?: RecordedEvent[] },
  status: RecordedEvent["status"],
  at: number,
): ExpirationRecord {
  const { history = [], expiry } = expiration;
  return { ...expiration, history: [...history, { status, expiry, at }] };
}

/** When an expiration was made. */
export function createdAt({ history }: ExpirationRecord): number {
  return history[0]?.at ?? 0;
}

/** When an expiration was made or last changed. */
export function updatedAt({ history }: ExpirationRecord): number {
  return history.at(-1)?.at ?? 0;
}

/** An expiration as the service tells of it. */
export function told(
  expiration: ExpirationRecord,
  { orgId, sandbox, withHistory = false }: { orgId: string; sandbox: string; withHistory?: boolean },
): DatasetExpiration {
  const { history, expiry, ...own } = expiration;
  return {
    ...own,
    sandboxName: sandbox,
    imsOrg: orgId,
    expiry: instant(expiry),
    updatedAt: new Date(updatedAt(expiration)).toISOString(),
    updatedBy,
    ...(withHistory && {
      history: history.map((event) => ({
        status: event.status,
        expiry: instant(event.expiry),
        updatedAt: new Date(event.at).toISOString(),
        updatedBy,
      })),
    }),
  };
}

/** The service writes whole seconds without a fraction. */
function instant(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
