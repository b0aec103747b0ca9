import type { ProfileSandbox } from "./profileConfig";

/** Wire shapes of schedules (`/data/core/ups/config/schedules`). */

/** When AEP evaluates segments by itself. */
export interface Schedule {
  /** Id of the schedule. */
  id: string;
  name: string;
  /** `batch_segmentation`. */
  type: string;
  /** Ids of the segments; `*` alone stands for all. */
  properties: { segments: string[] };
  /** A Quartz cron expression in UTC, which comes at most once in 24 hours. */
  schedule: string;
  /** `active` or `inactive`. */
  state: string;
  imsOrgId?: string;
  sandbox?: ProfileSandbox;
  /** Seconds since 1970. */
  createEpoch?: number;
  /** Seconds since 1970. */
  updateEpoch?: number;
}

/** `GET /config/schedules`. `start` and `next` are page numbers. */
export interface SchedulePage {
  _page: { totalCount: number; pageSize: number; next?: string };
  children: Schedule[];
  _links: { next: { href?: string } };
}
