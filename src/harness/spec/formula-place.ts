/** From an offset in a text's value to its offset in the file, for plain, quoted and block scalars. */
import type { Place } from "./source.ts";

/** One escape of double-quoted YAML. */
const escapeSequence = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/;
/** Those that make white space, or nothing (at a line's end). */
const blankEscapes: readonly string[] = ["n", "t", "r", " ", "\t", "\n", "\r", "_", "v", "f"];

/** End of the header line of a block scalar (`|`, `>-`, ... and its comment). */
function bodyStart(text: string, place: Place): number {
  if (place.writing !== "block") return place.value.start + (place.writing === "plain" ? 0 : 1);
  const end = text.indexOf("\n", place.value.start);
  return end < 0 ? place.value.end : end;
}

/** Length in the file of what makes one character of the value, at `offset`. */
function unitLength(text: string, offset: number, place: Place): number {
  if (place.writing === "single-quoted" && text.startsWith("''", offset)) return 2;
  if (place.writing === "double-quoted") return escapeSequence.exec(text.slice(offset, offset + 10))?.[0].length ?? 1;
  return 1;
}

function isBlank(unit: string): boolean {
  if (!unit.startsWith("\\") || unit.length === 1) return /^\s/.test(unit);
  const hex = /^\\[xuU]([0-9a-fA-F]+)$/.exec(unit)?.[1];
  return hex === undefined
    ? blankEscapes.includes(unit.charAt(1))
    : /\s/.test(String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex, 16))));
}

/** Offsets in the file of the visible characters of the text, in order: line folding changes only blanks. */
function visibleOffsets(text: string, place: Place): number[] {
  const end = place.writing === "plain" || place.writing === "block" ? place.value.end : place.value.end - 1;
  const offsets: number[] = [];
  for (let at = bodyStart(text, place); at < end; ) {
    const length = unitLength(text, at, place);
    if (!isBlank(text.slice(at, at + length))) offsets.push(at);
    at += length;
  }
  return offsets;
}

/** Offset in the file of `value[offset]`; of a blank or the end: just after the visible character before it. */
export function fileOffset(text: string, place: Place, value: string, offset: number): number {
  const offsets = visibleOffsets(text, place);
  const before = value.slice(0, offset).replace(/\s/g, "").length;
  const visible = offset < value.length && /\S/.test(value.charAt(offset));
  const last = offsets[before - 1];
  return (visible ? offsets[before] : undefined) ?? (last === undefined ? place.value.start : last + 1);
}
