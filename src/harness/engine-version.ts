/** A fingerprint of the code that measures: cells measured by other code are never taken from the record. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "./canonical.ts";

/** Everything a measurement can depend on; judging, reporting and the command line are left out on purpose. */
const measuring = ["numerics", "models", "verifiers"] as const;
const harnessFiles: readonly string[] = [
  "architecture-at-axes",
  "axis-formula",
  "cell-problem",
  "class-budgets",
  "encoding",
  "engine-of",
  "measure-cell",
  "measured-names",
  "quantities-at",
  "regenerable-points",
  "replay-class",
  "spec/number",
  "stream-label",
  "task",
  "tries",
  "witness-point",
];

let memo: string | null = null;

export function engineVersion(): string {
  memo ??= fingerprint(join(import.meta.dirname, ".."));
  return memo;
}

/** Whether a file, relative to the folder of the code, is one of those. */
export function isMeasuring(file: string): boolean {
  const [folder = "", ...rest] = file.split("/");
  if (!/((?<!\.test|\.d)\.[jt]s|\.wasm)$/.test(file)) return false;
  const isLayer = (measuring as readonly string[]).includes(folder);
  return isLayer || (folder === "harness" && harnessFiles.includes(rest.join("/").replace(/\.[jt]s$/, "")));
}

function fingerprint(root: string): string {
  const inside = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
  const all = [...measuring, "harness"].flatMap(inside).map((file) => file.replaceAll("\\", "/"));
  const files = all.filter(isMeasuring).toSorted();
  return sha256(files.map((file) => `${file}\0${contents(join(root, file))}`).join("\0")).slice(0, 16);
}

/** Compiled kernels are not text. */
const contents = (path: string): string => readFileSync(path, path.endsWith(".wasm") ? "base64" : "utf8");
