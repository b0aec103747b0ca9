import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { stringify } from "yaml";
import type { PulumiCli } from "../tools/pulumiCli/find";
import { findYamlHost } from "../tools/pulumiCli/yamlHost";
import { stubCredentials } from "./stub";

/** The phases of a life, in order. `noop` is an `up` that changes nothing. */
export const phases = ["create", "noop", "refresh", "destroy"] as const;
export type Phase = (typeof phases)[number];

/** Where a peer works: a folder of its own, against a stub. */
export interface Site {
  dir: string;
  pairs: number;
  url: string;
  cli: PulumiCli;
}

/** A peer that is ready to run in its folder. */
export interface Workplace {
  /** The command of a phase. Undefined if the peer has no such command. */
  command(phase: Phase): string[] | undefined;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The file that keeps the state, or the folder of such files. */
  state: string;
}

/** One way to create and delete N pairs of dataset and export job. */
export interface Peer {
  /** Its name on the command line. */
  name: string;
  /** Its name in the table. */
  title: string;
  /** How the stub's jobs behave. Defaults to `succeed`. */
  jobs?: "succeed" | "run on";
  /** Datasets that `pairs` pairs make. Defaults to one a pair. */
  datasets?: (pairs: number) => number;
  /** What stands in a pair in place of the export job. Defaults to the job itself. */
  inPlaceOfJob?: "expiration" | "segment";
  /** Why it cannot run here. Undefined if it can. */
  missing?: (cli: PulumiCli) => string | undefined;
  prepare(site: Site): Workplace | Promise<Workplace>;
}

const peersDir = path.join(__dirname, "peers");
const root = path.join(__dirname, "..");

export const peers: Peer[] = [
  pulumiPeer({ name: "pulumi-aep", title: "pulumi-aep", login: "client" }),
  pulumiPeer({
    name: "pulumi-aep-at-work",
    title: "pulumi-aep, jobs still at work",
    project: "pulumi-aep",
    login: "client",
    jobs: "run on",
  }),
  yamlPeer(),
  pulumiPeer({ name: "native-node", title: "pulumi-aep's plugin, Node", login: "client" }),
  pulumiPeer({ name: "floor", title: "floor: a 60-byte dynamic provider", login: "token" }),
  pulumiPeer({ name: "documented", title: "dynamic provider as documented", login: "token" }),
  pulumiPeer({
    name: "command",
    title: "@pulumi/command + curl",
    login: "token",
    missing: (cli) => (isOnPath("pulumi-resource-command", [cli.binDir]) ? undefined : "not installed here"),
  }),
  terraformPeer(),
  curlPeer({ name: "curl", title: "curl, one by one", sideBySide: 1 }),
  curlPeer({ name: "curl-8", title: "curl, 8 at once", sideBySide: 8 }),
];

/** Measures a component: one dataset, and a job in place of each pair. */
export const componentPeers: Peer[] = [
  pulumiPeer({ name: "profile-export", title: "aep.ProfileExport", login: "client", datasets: () => 1 }),
  pulumiPeer({ name: "by-hand", title: "the same by hand", login: "client", datasets: () => 1 }),
];

/** Measures the other resources: each stands in a pair in place of the export job, a segment without a dataset. */
export const resourcePeers: Peer[] = [
  pulumiPeer({
    name: "dataset-expiration",
    title: "aep.TargetDataset with aep.DatasetExpiration",
    login: "client",
    inPlaceOfJob: "expiration",
  }),
  pulumiPeer({
    name: "segment-definition",
    title: "aep.SegmentDefinition alone",
    login: "client",
    datasets: () => 0,
    inPlaceOfJob: "segment",
  }),
];

function pulumiPeer({
  project,
  login,
  ...peer
}: Omit<Peer, "prepare"> & { project?: string; login: "client" | "token" }): Peer {
  const source = path.join(peersDir, project ?? peer.name);
  return {
    ...peer,
    prepare(site) {
      const cwd = pulumiFolder(site);
      addProgram(cwd, source);
      return pulumiWorkplace(site, { cwd, env: { ...pulumiEnv(site), ...stubEnv(site, login) } });
    },
  };
}

/** The plugin with a program in YAML. */
function yamlPeer(): Peer {
  return {
    name: "native-yaml",
    title: "pulumi-aep's plugin, YAML",
    async prepare(site) {
      const cwd = pulumiFolder(site);
      writeFileSync(path.join(cwd, "Pulumi.yaml"), stringify(yamlProgram(site)));
      const host = await findYamlHost(site.cli.binDir);
      const { PATH, ...env } = pulumiEnv(site);
      const found = { PATH: host + path.delimiter + PATH };
      return pulumiWorkplace(site, { cwd, env: { ...env, ...found, ...stubEnv(site, "client") } });
    },
  };
}

function yamlProgram({ pairs }: Site): object {
  const resources = Array.from({ length: pairs }, (_, pair) => ({
    [`dataset-${pair}`]: { type: "aep:TargetDataset", properties: { name: `Pair ${pair}` } },
    [`job-${pair}`]: {
      type: "aep:ExportJob",
      properties: { dataset: `\${dataset-${pair}.id}`, fields: ["person.name"], waitForCompletion: false },
    },
  }));
  const plugins = { providers: [{ name: "aep", path: "../node_modules/pulumi-aep/plugin" }] };
  return { name: "bench", runtime: "yaml", plugins, resources: Object.assign({}, ...resources) as object };
}

function pulumiWorkplace(site: Site, { cwd, env }: Pick<Workplace, "cwd" | "env">): Workplace {
  execFileSync("pulumi", ["stack", "init", "bench"], { cwd, env, stdio: "ignore" });
  return {
    cwd,
    env,
    state: path.join(site.dir, "backend", ".pulumi", "stacks", "bench", "bench.json"),
    command: (phase) => ["pulumi", ...pulumiArgs[phase], "--yes", "--skip-preview", "--non-interactive"],
  };
}

const pulumiArgs: Record<Phase, string[]> = {
  create: ["up"],
  noop: ["up"],
  refresh: ["refresh"],
  destroy: ["destroy"],
};

/** The folder of a project. Its packages are in a folder above it, as in a monorepo. */
function pulumiFolder({ dir }: Site): string {
  const folder = path.join(dir, "project");
  mkdirSync(folder);
  mkdirSync(path.join(dir, "backend"));
  symlinkSync(path.join(root, "node_modules"), path.join(dir, "node_modules"));
  return folder;
}

/**
 * Adds a program in JavaScript, so that the figures do not contain the time of the compiler, which is the same for every
 * way.
 */
function addProgram(folder: string, source: string): void {
  cpSync(path.join(source, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "bench", main: "index.js" }));
  for (const file of readdirSync(source).filter((name) => name.endsWith(".ts"))) {
    // The floor's provider, which its state names as a package.
    const target =
      file === "provider.ts" ? "node_modules/bench-floor/index.js" : file.replace(/\.ts$/, ".js");
    mkdirSync(path.dirname(path.join(folder, target)), { recursive: true });
    writeFileSync(path.join(folder, target), transpile(path.join(source, file)));
  }
}

/** A TypeScript file as JavaScript. */
export const transpile = (file: string): string =>
  ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  }).outputText;

export const pulumiEnv = ({ dir, cli }: Pick<Site, "dir" | "cli">): NodeJS.ProcessEnv => ({
  PATH: cli.binDir + path.delimiter + process.env.PATH,
  HOME: process.env.HOME,
  PULUMI_BACKEND_URL: `file://${path.join(dir, "backend")}`,
  PULUMI_HOME: path.join(dir, "pulumi-home"),
  PULUMI_STACK: "bench",
  PULUMI_CONFIG_PASSPHRASE: "",
  PULUMI_SKIP_UPDATE_CHECK: "true",
});

/** The address of the stub, and the credentials: a token, or those of a client that fetches its own token. */
export const stubEnv = ({ url, pairs }: Pick<Site, "url" | "pairs">, login: "client" | "token") => ({
  AEP_BASE_URL: url,
  AEP_IMS_URL: url,
  AEP_ORG_ID: stubCredentials.orgId,
  PAIRS: String(pairs),
  ...(login === "client"
    ? { AEP_CLIENT_ID: stubCredentials.clientId, AEP_CLIENT_SECRET: stubCredentials.clientSecret }
    : { AEP_ACCESS_TOKEN: stubCredentials.accessToken, AEP_API_KEY: stubCredentials.clientId }),
});

function curlPeer({ name, title, sideBySide }: { name: string; title: string; sideBySide: number }): Peer {
  const steps: Record<Phase, string | undefined> = {
    create: "create",
    noop: undefined,
    refresh: "read",
    destroy: "delete",
  };
  return {
    name,
    title,
    prepare: (site) => ({
      cwd: site.dir,
      env: { PATH: process.env.PATH, ...stubEnv(site, "token") },
      state: path.join(site.dir, "ids"),
      command(phase) {
        const step = steps[phase];
        if (step === undefined) return undefined;
        return [path.join(peersDir, "curl", "export.sh"), step, String(site.pairs), String(sideBySide)];
      },
    }),
  };
}

/** Uses Terraform's built-in resources and curl, since its restapi provider would have to be downloaded. */
function terraformPeer(): Peer {
  const commands: Record<Phase, string[]> = {
    create: ["apply"],
    noop: ["apply"],
    refresh: ["apply", "-refresh-only"],
    destroy: ["destroy"],
  };
  return {
    name: "terraform",
    title: "Terraform's terraform_data + curl",
    missing: () => (isOnPath("terraform") ? undefined : "not installed here"),
    prepare(site) {
      for (const file of ["terraform/main.tf", "curl/export.sh"])
        cpSync(path.join(peersDir, file), path.join(site.dir, path.basename(file)));
      const env = {
        PATH: process.env.PATH,
        CHECKPOINT_DISABLE: "1",
        TF_VAR_pairs: String(site.pairs),
        ...stubEnv(site, "token"),
      };
      execFileSync("terraform", ["init", "-input=false"], { cwd: site.dir, env, stdio: "ignore" });
      return {
        cwd: site.dir,
        env,
        state: path.join(site.dir, "terraform.tfstate"),
        command: (phase) => ["terraform", ...commands[phase], "-auto-approve", "-input=false", "-no-color"],
      };
    },
  };
}

const isOnPath = (program: string, folders: string[] = []): boolean =>
  [...folders, ...(process.env.PATH ?? "").split(path.delimiter)].some((folder) =>
    statSync(path.join(folder, program), { throwIfNoEntry: false })?.isFile(),
  );
