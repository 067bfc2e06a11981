/** Files a spec may read: regular, of bounded size, inside the spec's own folder with symbolic links resolved. */
import { realpathSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";

export type InputFile = { readonly ok: true; readonly file: string } | { readonly ok: false; readonly message: string };

export const maxInputBytes: number = 16 * 1024 * 1024;

const refuse = (message: string): InputFile => ({ ok: false, message });

/** Follows symbolic links, so that a link inside the folder cannot point out of it. */
function checkTarget(folder: string, target: string, path: string): InputFile {
  const file = realpathSync(target);
  if (!file.startsWith(realpathSync(folder) + sep)) return refuse(`the file ${path} is outside the spec's folder`);
  const status = statSync(file);
  if (!status.isFile()) return refuse(`${path} is not a regular file`);
  if (status.size <= maxInputBytes) return { ok: true, file };
  return refuse(`the file ${path} has ${status.size} bytes, most: ${maxInputBytes}`);
}

/** The absolute path of a file named in a spec of `folder`, or why it may not be read. */
export function inputFile(folder: string, path: string): InputFile {
  // A drive, a UNC share or a backslash would mean something else on another system.
  if (/[\0\\:]/.test(path) || path.startsWith("/")) {
    return refuse(`${path} must be a path relative to the spec, with forward slashes`);
  }
  const target = resolve(folder, path);
  if (!target.startsWith(resolve(folder) + sep)) return refuse(`the file ${path} is outside the spec's folder`);
  try {
    return checkTarget(folder, target, path);
  } catch {
    return refuse(`there is no readable file ${path}`);
  }
}
