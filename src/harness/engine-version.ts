/** A fingerprint of the code that measures: cells measured by other code are never taken from the record. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "./canonical.ts";

/** Everything a measurement can depend on; judging, reporting and the command line are left out on purpose. */
const measuring = ["numerics", "models", "verifiers"] as const;
const harnessFiles = [
  "axis-formula",
  "cell-problem",
  "class-budgets",
  "measure-cell",
  "measured-names",
  "regenerable-points",
  "stream-label",
];

let memo: string | null = null;

export function engineVersion(): string {
  memo ??= fingerprint(join(import.meta.dirname, ".."));
  return memo;
}

function fingerprint(root: string): string {
  const isCode = (file: string): boolean => /(?<!\.test|\.d)\.[jt]s$/.test(file);
  const files = measuring.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  const own = readdirSync(join(root, "harness")).filter((file) => harnessFiles.includes(file.replace(/\.[jt]s$/, "")));
  const all = [...files.filter(isCode), ...own.map((file) => join("harness", file))]
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();
  return sha256(all.map((file) => `${file}\0${readFileSync(join(root, file), "utf8")}`).join("\0")).slice(0, 16);
}
