/** The files of a first project: a commented spec, its data, a workflow. What is there already is never overwritten. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** From template/ beside this file to the project. */
const files: readonly (readonly [template: string, target: string])[] = [
  ["specs/first-claim.yaml", "specs/first-claim.yaml"],
  ["specs/data/example.csv", "specs/data/example.csv"],
  ["workflow.yml", ".github/workflows/depthproof.yml"],
];

export interface ProjectFile {
  readonly target: string;
  readonly text: string;
}

const templateOf = (name: string): string => readFileSync(join(import.meta.dirname, "template", name), "utf8");

/** `npm install` in the folder then brings the version that made it. */
const packageOf = (version: string): string =>
  `${JSON.stringify({ private: true, scripts: { verify: "depthproof verify" }, devDependencies: { depthproof: version } }, null, 2)}\n`;

/** What goes into `folder`: package.json and .gitignore only where there are none, as whoever installed the package has them. */
export function projectFiles(folder: string, version: string): readonly ProjectFile[] {
  const extras: readonly ProjectFile[] = [
    { target: "package.json", text: packageOf(version) },
    { target: ".gitignore", text: "node_modules/\nreports/\n" },
  ];
  return [
    ...files.map(([template, target]) => ({ target, text: templateOf(template) })),
    ...extras.filter(({ target }) => !existsSync(join(folder, target))),
  ];
}

/** Those of the files that exist. */
export const occupied = (folder: string, project: readonly ProjectFile[]): readonly string[] =>
  project.map(({ target }) => target).filter((target) => existsSync(join(folder, target)));

export function writeProject(folder: string, project: readonly ProjectFile[]): void {
  for (const { target, text } of project) {
    const path = join(folder, target);
    mkdirSync(dirname(path), { recursive: true });
    // wx: another process may have written it since it was looked for
    writeFileSync(path, text, { flag: "wx" });
  }
}
