/**
 * Compares a text with its committed golden file, byte for byte. On a difference the new text is written beside it as
 * `NAME-changed.EXT`; running with ACCEPT_GOLDENS=1 accepts every change.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

export function expectGolden(name: string, actual: string): void {
  const path = join(import.meta.dirname, name);
  const changed = path.replace(/(\.[^.]+)$/, "-changed$1");
  if (process.env.ACCEPT_GOLDENS === "1") writeFileSync(path, actual);
  const same = existsSync(path) && readFileSync(path, "utf8") === actual;
  if (same) rmSync(changed, { force: true });
  else writeFileSync(changed, actual);
  expect(same, `${path} differs; see ${changed}, and accept it with ACCEPT_GOLDENS=1`).toBe(true);
}
