/** Facts that the documentation repeats from the code: the spec reference, profiles and scopes. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { defaultProfiles } from "../src/harness/spec/profiles.ts";
import { catalogue } from "../src/verifiers/quantities/catalogue.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

it("docs/spec-reference.md is what scripts/spec-reference.js makes of the schema", () => {
  const made = execFileSync(process.execPath, ["scripts/spec-reference.js", "--print"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(made).toBe(read("docs/spec-reference.md"));
});

it("docs/profiles.md has the factors of the code", () => {
  const { quick, nightly, full } = defaultProfiles;
  for (const factor of ["starts", "count", "seeds"] as const) {
    const row = [quick, nightly, full].map((profile) => profile[factor]).join(" | ");
    expect(read("docs/profiles.md")).toContain(`\`${factor}\` |`);
    expect(read("docs/profiles.md")).toContain(`| ${row} |`);
  }
});

it("docs/glossary.md names the scopes of quantities", () => {
  for (const { scope } of Object.values(catalogue)) expect(read("docs/glossary.md")).toContain(`*${scope}*`);
});

it("docs/index.md leads to every page", () => {
  const pages = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md") && file !== "index.md");
  const index = read("docs/index.md");
  expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
});
