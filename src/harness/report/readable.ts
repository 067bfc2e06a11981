/** Every string of the results made safe to read: no control or direction characters that could make a page say something else. */

/** Longer texts are cut; no statement or message needs more. */
const longest = 4000;

// C0 and C1 controls but tab and line feed, zero-width characters, and the Unicode direction overrides and isolates.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const unreadable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function readableText(text: string): string {
  const clean = text.slice(0, longest + 1).replace(unreadable, "\ufffd");
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

/** A copy of plain JSON data with every string and key made readable. */
export function readable<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value === "string") return readableText(value);
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [readableText(key), copy(item)]));
}
