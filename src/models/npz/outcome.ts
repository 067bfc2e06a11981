/** What every reader of this folder returns: a value, or the reason why the bytes are none. */

export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

export const refuse = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });
