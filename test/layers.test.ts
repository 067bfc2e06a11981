/** Imports point one way: numerics <- models <- verifiers <- recheck <- harness <- cli; the report imports types only. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const layers = ["numerics", "models", "verifiers", "recheck", "harness", "cli", "cli.ts"];
const root = join(import.meta.dirname, "..", "src");
const importLine = /^(?:import|export)\s+(type\s)?[^"';]*?from\s+"(\.[^"]+)"/gms;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(importLine)].map((match) => ({
    from: file,
    to: relative(root, join(root, dirname(file), match[2] ?? "")),
    typeOnly: match[1] !== undefined,
  }));
}

const layerOf = (file: string): number => layers.indexOf(file.split("/")[0] ?? "");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
const imports = files.flatMap(importsOf);

describe("import direction", () => {
  it("knows the layer of every source file", () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
  });

  it("never points upwards", () => {
    expect(imports.filter(({ from, to }) => layerOf(to) > layerOf(from))).toEqual([]);
  });

  it("lets nothing but the page run the recheck, and the recheck use nothing of Node", () => {
    const users = imports.filter(({ from, to }) => to.startsWith("recheck/") && !from.startsWith("recheck/"));
    expect(users.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
    const own = files.filter((file) => file.startsWith("recheck/"));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((file) => /from\s+"[^."]/.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
  });

  it("lets the report import types only from outside itself", () => {
    const report = imports.filter(
      ({ from, to }) => from.startsWith("harness/report/") && !to.startsWith("harness/report/"),
    );
    expect(report.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });
});
