/** A project is written whole or not at all; its workflow pins what it uses and calls only commands that exist. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parse } from "yaml";
import { init } from "../commands/init.ts";
import type { Print } from "../commands/print.ts";
import { readSpecs } from "../spec/read.ts";

const root = mkdtempSync(join(tmpdir(), "depthproof-init-"));
afterAll(() => rmSync(root, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

function ran(folder: string): Ran {
  const out: string[] = [];
  const err: string[] = [];
  const print: Print = { out: (text) => out.push(text), err: (text) => err.push(text) };
  return { code: init(folder, { version: "1.2.3" }, print), out, err };
}

it("a folder that does not exist becomes a project whose spec has no problem and no warning", () => {
  const folder = join(root, "new", "theorem");
  const { code, out, err } = ran(folder);
  expect(code).toBe(0);
  expect(out.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  expect(err).toEqual([`next: cd ${folder} && npm install && npx depthproof verify`]);
  expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).devDependencies).toEqual({
    depthproof: "1.2.3",
  });
  expect(readSpecs([join(folder, "specs")])).toMatchObject({ ok: true, warnings: [] });
});

it("one file in the way, and nothing is written", () => {
  const folder = join(root, "taken");
  mkdirSync(join(folder, "specs"), { recursive: true });
  writeFileSync(join(folder, "specs", "first-claim.yaml"), "mine");
  expect(ran(folder)).toEqual({
    code: 2,
    out: [],
    err: [`${folder} has specs/first-claim.yaml already: nothing was written`],
  });
  expect(readFileSync(join(folder, "specs", "first-claim.yaml"), "utf8")).toBe("mine");
  expect(existsSync(join(folder, ".github"))).toBe(false);
});

it("a package.json or .gitignore that is there stays as it is", () => {
  const folder = join(root, "installed");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, ".gitignore"), "mine");
  const { code, err } = ran(folder);
  expect({ code, err }).toEqual({ code: 0, err: [`next: cd ${folder} && npx depthproof verify`] });
  expect(readFileSync(join(folder, "package.json"), "utf8")).toBe("{}");
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("mine");
});

it("a file where the folder should be is a reason, not a crash", () => {
  writeFileSync(join(root, "file"), "");
  expect(ran(join(root, "file")).code).toBe(2);
});

it("the workflow uses the same pinned actions as this repository's, with as few rights", () => {
  const text = readFileSync(join(import.meta.dirname, "template", "workflow.yml"), "utf8");
  const own = readFileSync(join(import.meta.dirname, "..", "..", "..", ".github", "workflows", "check.yml"), "utf8");
  const uses = [...text.matchAll(/uses: (\S+ # v\S+)/g)].map((match) => match[1] ?? "");
  expect(uses.length).toBe([...text.matchAll(/uses:/g)].length);
  for (const action of uses) expect(own).toContain(action);
  const workflow = parse(text) as { permissions: unknown; jobs: { verify: { permissions: unknown } } };
  expect([workflow.permissions, workflow.jobs.verify.permissions]).toEqual([{}, { contents: "read" }]);
  expect(text.replaceAll(/group: .*|if: .*/g, "")).not.toContain("${{");
});
