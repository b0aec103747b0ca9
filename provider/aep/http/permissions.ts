/**
 * What calls need, by the names in AEP's user interface under *Permissions*, from Adobe's guides to
 * access control and to export jobs.
 */
export const permissions = {
  viewDatasets: ["View Datasets"],
  manageDatasets: ["Manage Datasets"],
  viewSegments: ["View Segments"],
  manageSegments: ["Manage Segments"],
  viewMergePolicies: ["View Merge Policies"],
  viewProfiles: ["View Profiles"],
  viewHygiene: ["View Data Hygiene"],
  manageHygiene: ["Manage Data Hygiene"],
  /** Adobe does not tell which of them an export without segments needs. */
  exportProfiles: ["Export Audience for Segment", "View Profiles"],
} as const;
