/** F3: a disk that is full, read-only or limited. Real mounts where they are allowed; the tally says where they were not. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { type Ended, newFolder, start } from "../fixtures/pipeline/command-line.ts";
import { isRight, resumed, type Scene, stage, verifyIn } from "./scene.ts";
import { type Tally, tallyOf } from "./tally.ts";

const ran = async (command: string, ...args: readonly string[]): Promise<boolean> =>
  (await execa(command, [...args], { reject: false })).exitCode === 0;

/** Room for nothing, for the run file, for some cells, for all but the results, and so on. */
const all: DiskFaults = {
  kilobytes: [4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64],
  fileKilobytes: [1, 4, 8],
};

/** The output folder is a file system of its own; null where mounting is not allowed. */
async function onDisk(options: string, action: (folder: string, out: string) => Promise<string | null>) {
  const folder = stage();
  const out = join(folder, "out");
  mkdirSync(out);
  if (!(await ran("mount", "-t", "tmpfs", "-o", options, "tmpfs", out))) return undefined;
  try {
    return await action(folder, out);
  } finally {
    await ran("umount", out);
  }
}

/** null: as it should be. */
function refusal({ exitCode, stderr }: Ended, reason: RegExp): string | null {
  return exitCode === 70 && reason.test(stderr) ? null : `ended with ${exitCode}: ${stderr.slice(-300)}`;
}

const full = (scene: Scene, size: number) =>
  onDisk(`size=${size}k`, async (folder, out) => {
    const ended = await verifyIn(folder);
    if (ended.exitCode === 0) return isRight(scene, folder) ? null : "ended with 0 and other results";
    await ran("mount", "-o", "remount,size=16m", out);
    return refusal(ended, /out\/\S+: ENOSPC/) ?? (await resumed(scene, folder));
  });

const readOnly = (scene: Scene) =>
  onDisk("size=16m", async (folder, out) => {
    await ran("mount", "-o", "remount,ro", out);
    const ended = await verifyIn(folder);
    await ran("mount", "-o", "remount,rw", out);
    return refusal(ended, /failed: out\/record: E/) ?? (await resumed(scene, folder));
  });

/** A limit on the size of files, in KiB: the kernel cuts a write short and refuses the next one. */
async function limited(scene: Scene, size: number): Promise<string | null> {
  const folder = stage();
  const hook = join(folder, "limit.sh");
  writeFileSync(hook, `ulimit -f ${size}; exec "$@"\n`);
  const ended = await start(folder, ["verify", "spec.yaml", "--out", "out", "--jobs", "1"], undefined, {
    through: ["bash", hook],
  }).ended;
  if (ended.exitCode === 0) return isRight(scene, folder) ? null : "ended with 0 and other results";
  const told = ended.signal !== undefined || (ended.exitCode === 70 && /out\/\S+: EFBIG/.test(ended.stderr));
  return told ? await resumed(scene, folder) : `ended with ${ended.exitCode}: ${ended.stderr.slice(-300)}`;
}

/** The current folder is deleted under the run. */
async function deleted(): Promise<string | null> {
  const folder = newFolder();
  const script = join(folder, "delete.sh");
  mkdirSync(join(folder, "gone"));
  writeFileSync(script, 'rmdir "$PWD"; exec "$@"\n');
  const spec = join(stage(), "spec.yaml");
  const around = { through: ["bash", script] } as const;
  const ended = await start(join(folder, "gone"), ["verify", spec, "--out", "out"], undefined, around).ended;
  const { exitCode = -1, stderr } = ended;
  return exitCode === 70 && stderr !== "" ? null : `ended with ${exitCode}: ${stderr.slice(-300)}`;
}

export interface DiskFaults {
  readonly kilobytes: readonly number[];
  readonly fileKilobytes: readonly number[];
}

export async function disks(scene: Scene, { kilobytes, fileKilobytes }: DiskFaults = all): Promise<Tally> {
  const found: [string, string | null | undefined][] = [];
  for (const size of kilobytes) found.push([`${size} KiB of disk`, await full(scene, size)]);
  for (const size of fileKilobytes) found.push([`files of ${size} KiB`, await limited(scene, size)]);
  found.push(["a read-only disk", await readOnly(scene)], ["a folder that is gone", await deleted()]);
  const done = found.filter((one): one is [string, string | null] => one[1] !== undefined);
  const wrong = done.flatMap(([name, what]) => (what === null ? [] : [`${name}: ${what}`]));
  const missing = found.length - done.length;
  const note = missing === 0 ? "" : ` (${missing} real mounts are not allowed here)`;
  return tallyOf("F3", `full, read-only and limited disks${note}`, done.length, wrong);
}
