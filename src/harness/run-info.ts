/** Who ran what, where and when: everything about a run that is not its result. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { RunInfo } from "./results.types.ts";

export interface RunStart {
  readonly started: Date;
  readonly tool: string;
  readonly command: string;
  readonly profile: string;
  readonly planHash: string;
  readonly engine: string;
  /** Master seeds of the specs. */
  readonly seeds: readonly number[];
}

export function runInfo(start: RunStart, seconds: number): RunInfo {
  const stamp = start.started.toISOString().slice(0, 19);
  return {
    id: `${stamp.replaceAll(":", "-")}Z-${randomBytes(2).toString("hex")}`,
    started: `${stamp}Z`,
    seconds: Math.round(seconds * 10) / 10,
    tool: start.tool,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    engine: start.engine,
    commit: currentCommit(),
    planHash: start.planHash,
    command: start.command,
    profile: start.profile,
    seed: commonSeed(start.seeds),
  };
}

/** The one seed all specs have; null where they differ. */
function commonSeed([first, ...others]: readonly number[]): number | null {
  return first !== undefined && others.every((seed) => seed === first) ? first : null;
}

/** Short commit of the current folder's repository; null outside one. */
function currentCommit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}
