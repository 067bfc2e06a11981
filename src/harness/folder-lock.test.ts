/** One writer per folder: held, released, taken over from the dead only. */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
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

it("is never there without its holder's name, and what the killed left is swept up", () => {
  holder("");
  rmSync(path);
  writeFileSync(`${path}.999999.claim`, "");
  const release = take();
  expect(readFileSync(path, "utf8")).toMatch(new RegExp(`^${process.pid} `));
  expect(readdirSync(join(folder, "record"))).toEqual(["lock"]);
  release();
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

it("names its host and when it began: the same number at another time is another process", () => {
  const release = take();
  const [pid, host, start] = readFileSync(path, "utf8").trim().split(" ");
  expect([Number(pid), host]).toEqual([process.pid, hostname()]);
  release();
  holder(`${process.ppid} ${hostname()} 1\n`);
  if (start === "?") expect(lockFolder(folder).ok).toBe(false);
  else take()();
});

it("of another host is believed while it is touched, and taken over ten minutes after", () => {
  const age = (minutes: number): void => {
    holder("4194304 elsewhere 1\n");
    const then = new Date(Date.now() - minutes * 60_000);
    utimesSync(path, then, then);
  };
  age(9);
  expect(lockFolder(folder)).toMatchObject({ ok: false, message: expect.stringContaining("4194304 on elsewhere") });
  age(11);
  take()();
});

it("without a name was left by a process killed in between, once it is old", () => {
  holder("");
  const then = new Date(Date.now() - 3_600_000);
  utimesSync(path, then, then);
  take()();
});

it("is free again when a process died that was about to take it over", () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  holder(`${dead}\n`);
  writeFileSync(`${path}.takeover`, `${dead}\n`);
  expect(lockFolder(folder).ok).toBe(false);
  take()();
});
