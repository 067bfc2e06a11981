/** Values of command-line flags, from text; what is wrong with one is a sentence for the user. */

export type Flag<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

const refuse = (message: string): { readonly ok: false; readonly message: string } => ({ ok: false, message });

/** A whole number without sign, point or exponent. */
export function readInteger(text: string, least: number, most: number): Flag<number> {
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text) || value < least || value > most) {
    return refuse(`"${text}" is not a whole number from ${least} to ${most}`);
  }
  return { ok: true, value };
}

/** `1,2,4`: distinct depths. */
export function readDepths(text: string): Flag<readonly number[]> {
  const depths = text.split(",").map((part) => readInteger(part.trim(), 1, 4096));
  const wrong = depths.find((depth) => !depth.ok);
  if (wrong?.ok === false) return wrong;
  return { ok: true, value: [...new Set(depths.flatMap((depth) => (depth.ok ? [depth.value] : [])))] };
}

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** `2/4`: the second of four. */
export function readShard(text: string): Flag<Shard> {
  const [index, count, ...rest] = text.split("/").map((part) => readInteger(part, 1, 10_000));
  if (index?.ok !== true || count?.ok !== true || rest.length > 0 || index.value > count.value) {
    return refuse(`"${text}" is not I/N with I from 1 to N`);
  }
  return { ok: true, value: { index: index.value, count: count.value } };
}
