/**
 * A point file as NumPy writes it (.npz): the names of the JSON form flattened with "/", one array each, such as
 * "loss", "data/x", "architecture/block/width", "parameters/U/0". docs/points.md has the layout and how to export it.
 */
import { readNpy, type Value } from "./npy.ts";
import { type Read, refuse } from "./outcome.ts";
import { readZip, type ZipLimits } from "./zip.ts";

const limits: ZipLimits = { members: 32_768, bytes: 64 * 2 ** 20 };

/** Keys of the point file, and positions in lists. No name of a prototype fits: they are checked against the schema afterwards. */
const namePattern = /^[a-z][A-Za-z-]{0,40}(?:\/(?:[A-Za-z][A-Za-z-]{0,40}|0|[1-9]\d{0,4})){0,4}$/;

/** A value, or a branch of named ones. */
type Tree = Map<string, Tree | Value>;

/** What is wrong, or null. */
function place(tree: Tree, name: string, value: Value): string | null {
  const path = name.split("/");
  let branch = tree;
  for (const key of path.slice(0, -1)) {
    const next = branch.get(key) ?? new Map<string, Tree | Value>();
    if (!(next instanceof Map)) return `${name} lies below another array`;
    branch.set(key, next);
    branch = next;
  }
  const last = path.at(-1) ?? "";
  if (branch.has(last)) return `${name} is an array and a group of arrays`;
  branch.set(last, value);
  return null;
}

/** Names that are all positions make a list, which may have no gaps; all others a mapping. */
function collect(node: Tree | Value, name: string): Read<unknown> {
  if (!(node instanceof Map)) return { ok: true, value: node };
  const listed = [...node.keys()].every((key) => /^\d+$/.test(key));
  const keys = listed ? [...node.keys()].sort((a, b) => Number(a) - Number(b)) : [...node.keys()];
  const gap = listed ? keys.findIndex((key, k) => Number(key) !== k) : -1;
  if (gap >= 0) return refuse(`${name}/${gap} is missing`);
  const parts: [string, unknown][] = [];
  for (const key of keys) {
    const part = collect(node.get(key) ?? "", `${name}/${key}`);
    if (!part.ok) return part;
    parts.push([key, part.value]);
  }
  return { ok: true, value: listed ? parts.map(([, part]) => part) : Object.fromEntries(parts) };
}

export const isNpz = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** The value its JSON form would parse to; shape and sizes are for the schema to check. */
export function readNpz(bytes: Uint8Array): Read<unknown> {
  const members = readZip(bytes, limits);
  if (!members.ok) return members;
  const tree: Tree = new Map();
  for (const [file, content] of members.value) {
    const name = file.endsWith(".npy") ? file.slice(0, -".npy".length) : "";
    if (!namePattern.test(name)) return refuse(`no point has an array named ${JSON.stringify(file)}`);
    const array = readNpy(content);
    if (!array.ok) return refuse(`${name}: ${array.reason}`);
    const wrong = place(tree, name, array.value);
    if (wrong !== null) return refuse(wrong);
  }
  return collect(tree, "");
}
