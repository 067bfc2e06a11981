/** A stored witness as inert text of the page: JSON in ASCII without markup characters, one row of numbers a line. */
import { type Fragment, fragment } from "./fragment.ts";

/** Read back by JSON.parse it is the same value, wherever in a page it stands. */
export function inertJson(value: unknown): Fragment {
  return fragment(lines(value, "").replace(/[^\n\x20-\x7e]|[<>&]/g, escaped));
}

// Outside strings JSON has none of these characters, so that the escapes of strings are all that is needed.
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const isFlat = (value: unknown): boolean =>
  typeof value !== "object" || value === null || Object.values(value).every((item) => typeof item !== "object");

function lines(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null || isFlat(value)) return JSON.stringify(value);
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + lines(item, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}:${lines(item, inner)}`);
  return `{\n${entries.join(",\n")}\n${indent}}`;
}
