/** The folder of a site: its index, and the runs in it, copied as they are and never changed. */
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { readJsonFile } from "../witness-file.ts";
import type { SiteIndex } from "./site.types.ts";
import { fromStored, type StoredIndex, toStored } from "./stored-index.ts";

export type ReadIndex =
  | { readonly ok: true; readonly index: SiteIndex }
  | { readonly ok: false; readonly reason: string };

/** null: there is none yet. */
export function readIndex(site: string): ReadIndex | null {
  const path = join(site, "index.json");
  if (!existsSync(path)) return null;
  try {
    const value = readJsonFile(path);
    const wrong = mismatches("site", value)[0];
    if (wrong !== undefined) return { ok: false, reason: `${pointerOf(wrong.path) || "/"}: ${wrong.message}` };
    const index = fromStored(value as SiteIndex | StoredIndex);
    return index === null ? { ok: false, reason: "an entry names a run that is not there" } : { ok: true, index };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** One line per run and claim, so that a night's change is a short difference. */
export function indexText(index: SiteIndex): string {
  const { format, runs, specs, claims } = toStored(index);
  const lines = (items: readonly unknown[]): string => items.map((item) => `  ${JSON.stringify(item)}`).join(",\n");
  const part = (name: string, items: readonly unknown[]): string => ` "${name}": [\n${lines(items)}\n ]`;
  return `{\n "format": "${format}",\n${part("runs", runs)},\n${part("specs", specs)},\n${part("claims", claims)}\n}\n`;
}

export const runPath = (site: string, id: string): string => join(site, "runs", id);

/** What is published of a run: not its record, which is large, and nothing that a link leads to elsewhere. */
const published = new Set(["index.html", "results.json", "junit.xml", "illustrations.json", "witnesses"]);

/** Whole or not at all; a run that is there stays. */
export function copyRun(given: string, site: string, id: string): void {
  // `reports/latest` may be a link to a run; what is published is the run
  const folder = realpathSync(given);
  const target = runPath(site, id);
  if (existsSync(target)) return;
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(folder, partial, {
    recursive: true,
    filter: (source) => {
      const [top = ""] = relative(folder, source).split(sep);
      return top === "" || (published.has(top) && !lstatSync(source).isSymbolicLink());
    },
  });
  renameSync(partial, target);
}

/** Whether the site's copy of a run has these results. */
export const holdsSame = (folder: string, site: string, id: string): boolean =>
  readFileSync(join(folder, "results.json")).equals(readFileSync(join(runPath(site, id), "results.json")));

/** Folders of runs that the site has, complete ones. */
export function storedRuns(site: string): readonly string[] {
  const folder = join(site, "runs");
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith(".partial"))
    .map(({ name }) => join(folder, name));
}
