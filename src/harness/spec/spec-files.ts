/** Which files a command's SPEC arguments mean, and which of them hold controls as a whole. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Problem } from "./problem.ts";

/** Below the working directory every folder counts; elsewhere only the file's own. */
export function underControls(file: string): boolean {
  const folders = relative("", dirname(resolve(file))).split(sep);
  return folders[0] === ".." ? basename(dirname(resolve(file))) === "controls" : folders.includes("controls");
}

/** A problem of a file as a whole. */
export const noPlace = (file: string, code: "file" | "encoding", message: string): Problem => ({
  position: { file, line: 1, column: 1 },
  length: 1,
  code,
  message,
  sourceLine: "",
});

export interface Found {
  readonly file: string;
  readonly controls: boolean;
}

const isSpecName = (name: string): boolean => name.endsWith(".yaml");

/** The spec files of a folder, by name, its subfolders included; links are not followed. */
function filesUnder(folder: string, controls: boolean): Found[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path, controls || entry.name === "controls");
    return isSpecName(entry.name) ? [{ file: path, controls }] : [];
  });
}

/** One file, or the files of a folder; a problem where there are none. */
export function findSpecs(path: string): Found[] | Problem {
  try {
    if (!statSync(path).isDirectory()) return [{ file: path, controls: underControls(path) }];
  } catch {
    return noPlace(path, "file", "there is no such file or folder");
  }
  const found = filesUnder(path, underControls(join(path, "spec.yaml")));
  return found.length > 0 ? found : noPlace(path, "file", "the folder holds no *.yaml file");
}
