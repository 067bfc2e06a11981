/** Reads a point file given by the user, JSON or `.npz` by its first bytes: bounded size, inside the spec's folder, checked against its schema. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { isNpz, readNpz } from "../models/npz/point.ts";
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
  if (!path.startsWith(folder + sep)) return { ok: false, reason: `${file} leaves the spec's folder` };
  const read = readPointAt(path);
  return read.ok ? read : { ok: false, reason: `${file}: ${read.reason}` };
}

/** The reason does not repeat the path. */
export function readPointAt(path: string): PointInput {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) return { ok: false, reason: `${size} bytes, at most ${maxBytes} are read` };
    const bytes = readFileSync(path);
    if (!isNpz(bytes)) return parsePoint(bytes.toString("utf8"));
    const read = readNpz(bytes);
    return read.ok ? validatePoint(read.value) : read;
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function parsePoint(text: string): PointInput {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  return validatePoint(value);
}
