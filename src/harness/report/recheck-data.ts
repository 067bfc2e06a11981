/** A stored witness as inert text of the page: JSON in ASCII without markup characters, one row of numbers a line. */
import { type Fragment, fragment } from "./fragment.ts";

/** Read back by JSON.parse it is the same value, wherever in a page it stands. */
export function inertJson(value: unknown): Fragment {
  return fragment(lines(value).replace(/[^\n\x20-\x7e]|[<>&]/g, escaped));
}

// Outside strings JSON has none of these characters, so that the escapes of strings are all that is needed.
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const isFlat = (value: unknown): boolean =>
  typeof value !== "object" || value === null || Object.values(value).every((item) => typeof item !== "object");

// Not indented: in a page of many witnesses the blanks would be a tenth of all data.
function lines(value: unknown): string {
  if (typeof value !== "object" || value === null || isFlat(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map(lines).join(",\n")}\n]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${lines(item)}`);
  return `{\n${entries.join(",\n")}\n}`;
}
