/** One writer per folder: held, released, taken over from the dead only. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { lockFolder } from "./folder-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-lock-"));
const path = join(folder, "record", "lock");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(join(folder, "record"), { recursive: true, force: true }));

function take(): () => void {
  const lock = lockFolder(folder);
  if (!lock.ok) throw new Error(lock.message);
  return lock.release;
}

const holder = (text: string): void => {
  mkdirSync(join(folder, "record"), { recursive: true });
  writeFileSync(path, text);
};

it("is held until released", () => {
  const release = take();
  expect(lockFolder(folder)).toMatchObject({ ok: false, message: expect.stringContaining(`process ${process.pid}`) });
  release();
  expect(existsSync(path)).toBe(false);
  take()();
});

it("belongs to a living process, and to one that has created it and not yet written its id", () => {
  for (const text of [`${process.ppid}\n`, "1\n", "", "not a number"]) {
    holder(text);
    expect(lockFolder(folder).ok).toBe(false);
  }
});

it("of a dead process is taken over, also of a dead one with our own id", () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  for (const pid of [dead, process.pid]) {
    holder(`${pid}\n`);
    take()();
  }
});

it("is not taken over by two at once", () => {
  holder(`${spawnSync(process.execPath, ["--version"]).pid}\n`);
  writeFileSync(`${path}.takeover`, "");
  expect(lockFolder(folder).ok).toBe(false);
});
