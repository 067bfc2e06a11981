/** `init [DIR]`: a first project, ready to be verified. Exit code 0, or 2 where a file is in the way; then nothing was written. */
import { occupied, projectFiles, writeProject } from "../init/project.ts";
import type { Print } from "./print.ts";

export interface InitOptions {
  /** Of the package. */
  readonly version: string;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function init(folder: string, { version }: InitOptions, print: Print): number {
  try {
    const project = projectFiles(folder, version);
    const inTheWay = occupied(folder, project);
    if (inTheWay.length > 0) {
      print.err(`${folder} has ${inTheWay.join(", ")} already: nothing was written`);
      return 2;
    }
    writeProject(folder, project);
    for (const { target } of project) print.out(target);
    const enter = folder === "." ? "" : `cd ${folder} && `;
    const install = project.some(({ target }) => target === "package.json") ? "npm install && " : "";
    print.err(`next: ${enter}${install}npx depthproof verify`);
    return 0;
  } catch (error) {
    print.err(`${folder}: ${reasonOf(error)}`);
    return 2;
  }
}
