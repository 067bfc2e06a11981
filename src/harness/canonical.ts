/** One text per value: JSON with sorted keys and no white space; and hashes of it. */
import { createHash } from "node:crypto";

/** Keys in code-unit order, undefined entries left out; NaN and infinities are bugs. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    const parts = entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
    return `{${parts.sort().join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`no JSON for ${value}`);
  return JSON.stringify(value);
}

/** SHA-256, in hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
