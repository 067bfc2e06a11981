/** A run that may become part of a site: its results checked against their schema, its report there, its id fit to name a folder. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Results } from "../results.types.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { readJsonFile } from "../witness-file.ts";

export type ReadRun =
  | { readonly ok: true; readonly folder: string; readonly results: Results }
  | { readonly ok: false; readonly folder: string; readonly reason: string };

const runId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** The folder itself where it holds results, else the folders in it that do, by name. */
export function runFolders(folder: string): readonly string[] {
  if (existsSync(join(folder, "results.json"))) return [folder];
  const inner = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const folders = inner.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return folders.filter((one) => existsSync(join(one, "results.json"))).sort();
}

export function readRun(folder: string): ReadRun {
  const refuse = (reason: string): ReadRun => ({ ok: false, folder, reason });
  try {
    const value = readJsonFile(join(folder, "results.json"));
    const wrong = mismatches("results", value)[0];
    if (wrong !== undefined) return refuse(`results.json: ${pointerOf(wrong.path) || "/"}: ${wrong.message}`);
    const results = value as Results;
    const { id, started } = results.run;
    if (!runId.test(id)) return refuse(`results.json: /run/id: "${id}" cannot name a folder`);
    if (!isoTime.test(started) || Number.isNaN(Date.parse(started))) {
      return refuse(`results.json: /run/started: "${started}" is not an ISO 8601 time in UTC`);
    }
    if (!existsSync(join(folder, "index.html")))
      return refuse(`no index.html: \`depthproof report ${folder}\` renders it`);
    return { ok: true, folder, results };
  } catch (error) {
    return refuse(`results.json: ${error instanceof Error ? error.message : String(error)}`);
  }
}
