/** A value as a point file: the shape the published schema asks for, then the sizes its own architecture asks for. */
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { mismatches } from "./schema.ts";
import { pointerOf } from "./source.ts";

export type ValidatedPoint =
  | { readonly ok: true; readonly point: PointFile }
  | { readonly ok: false; readonly reason: string };

/** Mismatches named in one reason; a long list helps nobody. */
const shown = 3;

export function validatePoint(value: unknown): ValidatedPoint {
  const reasons = mismatches("point", value).map(({ path, message }) => `${pointerOf(path) || "/"}: ${message}`);
  if (reasons.length > 0) return { ok: false, reason: reasons.slice(0, shown).join("; ") };
  // The schema has accepted the value.
  const point = value as PointFile;
  const read = readPoint(point);
  return read.ok ? { ok: true, point } : { ok: false, reason: read.reason };
}
