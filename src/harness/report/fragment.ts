/** Markup made by this folder's own code. A page inserts nothing else unescaped, and data read from a file can never be one. */

export interface Fragment {
  readonly markup: string;
}

const made = new WeakSet<object>();

export function fragment(markup: string): Fragment {
  const value: Fragment = Object.freeze({ markup });
  made.add(value);
  return value;
}

/** The template helper's door: a look-alike that came out of JSON is a bug, not markup. */
export function markupOf(value: unknown): string {
  if (typeof value !== "object" || value === null || !made.has(value)) {
    throw new TypeError("only fragments made by the report itself are inserted unescaped");
  }
  return (value as Fragment).markup;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For text and double-quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? "");
}
