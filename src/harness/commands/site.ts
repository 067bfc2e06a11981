/** `site DIR... --out SITE`: adds runs to a static site, each as it is, and writes its index and the history of every claim. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { append } from "../site/append.ts";
import { renderSite } from "../site/page.ts";
import { type ReadRun, readRun, runFolders } from "../site/read-run.ts";
import { emptySite, type SiteIndex } from "../site/site.types.ts";
import { copyRun, holdsSame, indexText, readIndex, runPath, storedRuns } from "../site/store.ts";
import { writeWhole } from "../write-whole.ts";
import type { Print } from "./print.ts";

export interface SiteFlags {
  readonly out: string;
  /** Runs that stay part of the site as a whole, the latest ones; the others are summarised. null: all. */
  readonly keep: number | null;
}

/** 0 once the site is written, whatever was skipped on the way; 2 where there is nothing to write. */
export function site(folders: readonly string[], { out, keep }: SiteFlags, print: Print): number {
  const before = present(out, print);
  const found = folders.flatMap((folder) => {
    const runs = runFolders(folder);
    if (runs.length === 0) print.err(`skipped ${folder}: no results.json in it, nor in a folder of it`);
    return runs;
  });
  const index = withoutOld(addAll(before, found, out, print), keep);
  if (index.runs.length === 0) {
    print.err("no run to publish");
    return 2;
  }
  write(out, index);
  print.out(resolve(out, "index.html"));
  return 0;
}

/** The index that is there; made again from the published runs where it is damaged. */
function present(out: string, print: Print): SiteIndex {
  const read = readIndex(out);
  if (read?.ok) return read.index;
  if (read !== null) print.err(`${join(out, "index.json")} is damaged and made again from runs/: ${read.reason}`);
  return storedRuns(out)
    .map(readRun)
    .reduce(
      (index, run) =>
        run.ok && isNew(index, run.results.run.id) ? append(index, run.results) : skip(index, run, print),
      emptySite,
    );
}

const isNew = ({ runs }: SiteIndex, id: string): boolean => runs.every((run) => run.id !== id);

function addAll(before: SiteIndex, folders: readonly string[], out: string, print: Print): SiteIndex {
  return folders
    .map(readRun)
    .reduce((index, run) => (run.ok ? add(index, run, out, print) : skip(index, run, print)), before);
}

function skip(index: SiteIndex, run: ReadRun, print: Print): SiteIndex {
  print.err(`skipped ${run.folder}: ${run.ok ? "its run is there already" : run.reason}`);
  return index;
}

/** What is published stays as it is: the same id with other results is refused. */
function add(index: SiteIndex, run: Extract<ReadRun, { ok: true }>, out: string, print: Print): SiteIndex {
  const { id } = run.results.run;
  if (!mayHold(run, out)) {
    print.err(`skipped ${run.folder}: run ${id} is published with other results, which stay`);
    return index;
  }
  if (!isNew(index, id)) return index;
  copyRun(run.folder, out, id);
  return append(index, run.results);
}

/** Nothing of this run is there, or just this. */
const mayHold = ({ folder, results }: Extract<ReadRun, { ok: true }>, out: string): boolean =>
  !existsSync(runPath(out, results.run.id)) || holdsSame(folder, out, results.run.id);

/** Runs beyond the latest `keep` stay as numbers only. */
function withoutOld(index: SiteIndex, keep: number | null): SiteIndex {
  const first = keep === null ? 0 : Math.max(0, index.runs.length - keep);
  return { ...index, runs: index.runs.map((run, i) => (i < first ? { ...run, kept: false } : run)) };
}

/** Folders leave last: until then every link leads somewhere. */
function write(out: string, index: SiteIndex): void {
  const pages = renderSite(index);
  mkdirSync(out, { recursive: true });
  rmSync(join(out, "claims"), { recursive: true, force: true });
  for (const { path, html } of pages) writeWhole(join(out, path), html);
  // GitHub Pages would otherwise look for a Jekyll site and leave out what begins with an underscore.
  writeWhole(join(out, ".nojekyll"), "");
  writeWhole(join(out, "index.json"), indexText(index));
  for (const { id, kept } of index.runs) if (!kept) rmSync(runPath(out, id), { recursive: true, force: true });
}
