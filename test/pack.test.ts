/** The package as other people get it: packed, installed from the tarball into an empty folder, a project begun, linted and verified there. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "depthproof-pack-"));
const project = join(folder, "project");
afterAll(() => rmSync(folder, { recursive: true }));

/** What npm tells the scripts it runs, this test among them, is not for the npm that runs here. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
const settings = { env, extendEnv: false, cwd: project } as const;
const npm = (...args: string[]): string => execaSync("npm", args, settings).stdout;

interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function depthproof(...args: string[]): Ran {
  const command = join(project, "node_modules", ".bin", "depthproof");
  const { exitCode, stdout, stderr } = execaSync(command, args, { ...settings, reject: false });
  return { exitCode, stdout, stderr };
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;
beforeAll(() => {
  mkdirSync(project);
  // npm test has built it
  const json = npm("pack", root, "--ignore-scripts", "--json", "--pack-destination", folder);
  [packed] = JSON.parse(json) as [Packed];
  // without a prefix, npm would take a package.json of a folder above for the project's
  npm("install", "--prefix", project, "--prefer-offline", "--no-audit", "--no-fund", join(folder, packed.filename));
}, 60_000);

describe("the tarball", () => {
  it("holds the product and its documents, and nothing of how it is made", () => {
    const paths = packed.files.map(({ path }) => path);
    const wanted = ["dist/cli.js", "dist/models/engines/wasm/kernels.wasm", "schema/spec.schema.json", "LICENSE"];
    expect(paths).toEqual(expect.arrayContaining([...wanted, "README.md", "dist/harness/init/template/workflow.yml"]));
    expect(paths.filter((path) => /\.test\.|^(?:src|test|bench|scripts|assembly)\/|tsbuildinfo/.test(path))).toEqual(
      [],
    );
  });

  it("brings no package that only development needs", () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    const brought = Object.keys(devDependencies).filter((name) => existsSync(join(project, "node_modules", name)));
    expect(brought).toEqual([]);
  });
});

describe("in an empty folder", () => {
  const written = ["specs/first-claim.yaml", "specs/data/example.csv", ".github/workflows/depthproof.yml"];

  it("a project is begun, and never over another", () => {
    const { exitCode, stdout } = depthproof("init");
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toEqual([...written, ".gitignore"]);
    const before = written.map((path) => readFileSync(join(project, path), "utf8"));
    const again = depthproof("init");
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain("nothing was written");
    expect(written.map((path) => readFileSync(join(project, path), "utf8"))).toEqual(before);
  });

  it("it passes lint without a warning", () => {
    expect(depthproof("lint")).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: "ok  first-claim  2 claims, 1 ablation, 2 controls",
    });
  });

  it("its claims stand and its controls fall", () => {
    const { exitCode } = depthproof("verify", "--depth", "1,2");
    const { claims } = JSON.parse(readFileSync(join(project, "reports", "latest", "results.json"), "utf8")) as {
      claims: { claim: string; verdict: string; ablated: string | null }[];
    };
    expect(claims.filter(({ ablated }) => ablated === null).map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ["dichotomy", "supported"],
      ["displacement", "supported"],
      ["no-saddle-alternative", "violated"],
      ["half-the-bound", "violated"],
    ]);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(project, "reports", "latest", "index.html"), "utf8")).toContain("first-claim");
  });
});
