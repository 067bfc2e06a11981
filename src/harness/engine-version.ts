/** A fingerprint of the code that measures: cells measured by other code are never taken from the record. */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { sha256 } from "./canonical.ts";

/** Everything a measurement can depend on; judging, reporting and the command line are left out on purpose. */
const measuring = ["numerics", "models", "verifiers"] as const;
const harnessFiles: readonly string[] = [
  "architecture-at-axes",
  "axis-formula",
  "cell-problem",
  "class-budgets",
  "encoding",
  "measure-cell",
  "measured-names",
  "regenerable-points",
  "replay-class",
  "spec/number",
  "stream-label",
  "task",
  "witness-point",
];

let memo: string | null = null;

export function engineVersion(): string {
  memo ??= fingerprint(join(import.meta.dirname, ".."));
  return memo;
}

const isCode = (file: string): boolean => /(?<!\.test|\.d)\.[jt]s$/.test(file);

function fingerprint(root: string): string {
  const inside = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
  // Compiled or not, this file's neighbours end like this file.
  const own = harnessFiles.map((file) => join("harness", `${file}${extname(import.meta.filename)}`));
  const all = [...measuring.flatMap(inside).filter(isCode), ...own]
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();
  return sha256(all.map((file) => `${file}\0${readFileSync(join(root, file), "utf8")}`).join("\0")).slice(0, 16);
}
