/** Reads a point file given by the user: bounded size, inside the spec's folder, checked against its schema. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { PointFile } from "../models/point.ts";
import { validatePoint } from "./spec/point-schema.ts";
import type { Spec } from "./spec/types.ts";

export type PointInput =
  | { readonly ok: true; readonly point: PointFile }
  | { readonly ok: false; readonly reason: string };

const maxBytes = 64 * 2 ** 20;

/** `file` is relative to the spec's folder and may not leave it, symbolic links resolved. */
export function readPointFile(spec: Spec, file: string): PointInput {
  const folder = realpathSync(dirname(spec.file));
  let path: string;
  try {
    path = realpathSync(resolve(folder, file));
  } catch {
    return { ok: false, reason: `${file} does not exist` };
  }
  return path.startsWith(folder + sep) ? readPointAt(path) : { ok: false, reason: `${file} leaves the spec's folder` };
}

export function readPointAt(path: string): PointInput {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) return { ok: false, reason: `${path} has ${size} bytes, at most ${maxBytes} are read` };
    return validatePoint(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    return { ok: false, reason: `${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
