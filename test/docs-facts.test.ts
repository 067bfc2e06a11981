/** Facts that the documentation repeats from the code: the spec reference, profiles, scopes, and where numerical noise comes from. */
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

/** Functions whose last bit the language leaves open. */
const open =
  /Math\.(?:exp|expm1|log|log1p|log2|log10|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|pow|cbrt|hypot|random)\b/g;
const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
const measuring = ["src/numerics", "src/models", "src/verifiers"];

it("docs/noise.md names every measuring file that calls such a function, and every such function", () => {
  const files = measuring
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const noise = read("docs/noise.md");
  const found = files.flatMap((file) =>
    [...withoutComments(read(file)).matchAll(open)].map(([name]) => ({ file, name })),
  );
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ file, name }) => !noise.includes(`\`${file}\``) || !noise.includes(`\`${name}\``))).toEqual(
    [],
  );
  const rows = noise.split("\n").filter((line) => line.startsWith("| **`Math."));
  const named = rows.flatMap((row) => [...row.matchAll(/`(src\/[\w./-]+)`/g)].map((match) => match[1]));
  expect(named.filter((file) => !found.some((one) => one.file === file))).toEqual([]);
});
