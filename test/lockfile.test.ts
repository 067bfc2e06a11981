/** The lock file: every package by its content, from no particular host, and no code of a package run by installing it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Lock extends Locked {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Locked>>;
}

const root = join(import.meta.dirname, "..");
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));
const lock = read("package-lock.json") as Lock;
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
const atRunTime = packages.filter(([, { dev, optional, devOptional }]) => !(dev || optional || devOptional));

/** What npm runs of a package when it is installed; with a `binding.gyp`, also without saying so. */
const installing = ["preinstall", "install", "postinstall"] as const;

function runsOnInstall(path: string): boolean {
  const { scripts = {} } = read(`${path}/package.json`) as { readonly scripts?: Readonly<Record<string, string>> };
  return installing.some((name) => name in scripts) || existsSync(join(root, path, "binding.gyp"));
}

describe("package-lock.json", () => {
  it("names the content of every package", () => {
    expect(lock.lockfileVersion).toBeGreaterThanOrEqual(3);
    expect(packages.length).toBeGreaterThan(50);
    const unnamed = packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
    expect(unnamed.map(([path]) => path)).toEqual([]);
  });

  it("names no host to fetch a package from: the configured registry decides", () => {
    expect(packages.filter(([, { resolved, link }]) => resolved !== undefined || link === true)).toEqual([]);
  });

  it("runs no code of a package of the run-time tree when that is installed", () => {
    const own = atRunTime.map(([path]) => path);
    expect(own).toContain("node_modules/execa");
    expect(own.filter(runsOnInstall)).toEqual([]);
    expect(own.filter((path) => lock.packages[path]?.hasInstallScript === true)).toEqual([]);
  });

  it("agrees with package.json", () => {
    const { dependencies, devDependencies } = read("package.json") as Record<string, Readonly<Record<string, string>>>;
    expect(lock.packages[""]).toMatchObject({ dependencies, devDependencies });
    for (const name of Object.keys(dependencies ?? {}))
      expect(Object.keys(lock.packages)).toContain(`node_modules/${name}`);
  });
});

/** First fixed versions of what an advisory was published about; below them, people who install the package would be open to it. */
const fixed: Readonly<Record<string, string>> = {
  yaml: "2.8.3",
  handlebars: "4.7.9",
  ajv: "8.18.0",
  "fast-uri": "3.1.6",
  "cross-spawn": "7.0.5",
  tar: "7.5.21",
  "adm-zip": "0.6.0",
};

const parts = (version: string): number[] => version.split(/[.-]/).map(Number);

function isBelow(version: string, least: string): boolean {
  const [own, other] = [parts(version), parts(least)];
  const at = own.findIndex((part, k) => part !== other[k]);
  return at >= 0 && (own[at] ?? 0) < (other[at] ?? 0);
}

describe("the run-time tree", () => {
  it("holds no version that an advisory is known for", () => {
    const known = atRunTime.flatMap(([path, { version = "0" }]) => {
      const least = fixed[path.split("node_modules/").at(-1) ?? ""];
      return least === undefined ? [] : [{ path, version, least }];
    });
    expect(known.map(({ path }) => path)).toContain("node_modules/yaml");
    expect(known.filter(({ version, least }) => isBelow(version, least))).toEqual([]);
  });

  it.each([
    ["1.2.3", "1.2.4", true],
    ["1.10.0", "1.9.9", false],
    ["2.0.0", "2.0.0", false],
    ["0.9.9", "1.0.0", true],
  ])("is compared by numbers: %s is below %s: %s", (version, least, below) => {
    expect(isBelow(version, least)).toBe(below);
  });
});
