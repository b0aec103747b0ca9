/**
 * Who may import whom, type imports included. A folder imports only those listed for it.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */

/** Every other folder of the repository. */
const house = ["bench", "cli", "contract", "emulator", "examples", "policy", "provider", "sdk", "tools"];

/** The folders that a folder may import beside itself. */
const arrows = {
  contract: [],
  provider: ["contract"],
  sdk: ["contract", "provider"],
  cli: ["contract", "provider"],
  emulator: ["contract"],
  examples: [],
  policy: [],
};

/** The rooms of the provider that a room may import beside itself. */
const providerRooms = {
  aep: [],
  lifecycle: ["aep", "ownership"],
  inputs: ["aep", "lifecycle"],
  atMostOnce: ["aep", "lifecycle"],
  ownership: ["aep", "lifecycle"],
  exportJob: ["aep", "lifecycle", "inputs", "atMostOnce", "ownership"],
  targetDataset: ["aep", "lifecycle", "inputs", "atMostOnce", "ownership", "exportJob"],
  datasetExpiration: ["aep", "lifecycle", "inputs", "atMostOnce", "ownership"],
  segmentDefinition: ["aep", "lifecycle", "inputs", "atMostOnce", "ownership", "exportJob"],
  import: [
    "aep",
    "lifecycle",
    "inputs",
    "ownership",
    "exportJob",
    "targetDataset",
    "datasetExpiration",
    "segmentDefinition",
  ],
  lookups: ["aep", "lifecycle", "inputs", "exportJob"],
  doors: ["aep", "lifecycle", "inputs", "ownership"],
};

/** The rooms of the AEP client: what a job wrote, the client, a room a service, HTTP. */
const services = ["catalog", "exportJobs", "profile", "dataAccess", "hygiene"];
const aepRooms = {
  http: [],
  ...Object.fromEntries(services.map((service) => [service, ["http"]])),
  client: [...services, "http"],
  exports: ["client", ...services, "http"],
};

/** The rooms of the emulator that a room may import beside itself. */
const emulatorRooms = {
  storage: [],
  http: [],
  ims: ["http"],
  faults: ["http"],
  profiles: ["storage"],
  catalog: ["storage", "http"],
  profileConfig: ["storage", "http", "profiles"],
  dataAccess: ["storage", "http", "catalog"],
  exportJobs: ["storage", "http", "faults", "profiles", "catalog", "profileConfig", "dataAccess"],
  sandboxes: ["storage", "profiles", "catalog", "profileConfig"],
  clock: ["http"],
  entities: ["http", "profiles", "profileConfig"],
  schedules: ["storage", "http", "profileConfig"],
  segmentJobs: ["storage", "http", "profiles", "profileConfig", "exportJobs"],
  previews: ["http", "profiles", "profileConfig", "dataAccess"],
  expirations: ["storage", "http", "catalog", "dataAccess"],
  console: ["http", "faults", "catalog", "dataAccess", "exportJobs"],
};

const only = (root, room, others) => ({
  name: `${root}${room}`,
  severity: "error",
  from: { path: `^${root}${room}/` },
  to: { path: `^${root}[^/]+/`, pathNot: [room, ...others].map((one) => `^${root}${one}/`) },
});

module.exports = {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      comment: "Files that need each other are one file, or share a third one.",
      from: {},
      to: { circular: true },
    },
    ...Object.entries(arrows).map(([room, others]) => ({
      ...only("", room, others),
      to: {
        path: `^(${house.join("|")}|test)/`,
        pathNot: [room, ...others].map((one) => `^${one}/`),
      },
    })),
    ...Object.entries(providerRooms).map(([room, others]) => only("provider/", room, others)),
    ...Object.entries(aepRooms).map(([room, others]) => only("provider/aep/", room, others)),
    ...Object.entries(emulatorRooms).map(([room, others]) => only("emulator/", room, others)),
    {
      name: "emulator-is-put-together-last",
      severity: "error",
      comment: "server, app and stores import the rooms, and no room imports them.",
      from: { path: "^emulator/[^/]+/" },
      to: { path: "^emulator/[^/]+$", pathNot: "^emulator/(firstLine|ids|startError)\\." },
    },
    {
      name: "emulator-takes-types-only",
      severity: "error",
      comment: "The package of the emulator does not contain contract/.",
      from: { path: "^emulator/" },
      to: { path: "^contract/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "cli-knows-no-lifecycle",
      severity: "error",
      comment:
        "The command line needs the AEP client, the wait for a job, what can be imported and what releases it.",
      from: { path: "^cli/" },
      to: {
        path: "^provider/",
        pathNot: [
          "^provider/aep/",
          "^provider/exportJob/end/wait",
          "^provider/import/",
          "^provider/datasetExpiration/release",
          "^provider/ownership/release",
          "^provider/segmentDefinition/release",
        ],
      },
    },
    { name: "no-tests", severity: "error", from: { pathNot: "^test/" }, to: { path: "^test/" } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "(^|/)dist/"] },
    exclude: { path: ["node_modules", "(^|/)dist/"] },
  },
};
