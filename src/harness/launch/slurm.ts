/** A plan as a Slurm job array: one batch script that every task of the array runs for its own shard. */
import { quoted } from "./quoted.ts";
import type { Share } from "./shares.ts";

export interface SlurmOptions {
  /** Program and arguments up to the command. */
  readonly program: readonly string[];
  /** Specs and selection, as `run` takes them. */
  readonly selection: readonly string[];
  /** Where the script is submitted; specs are relative to it. */
  readonly root: string;
  /** Gets one folder per shard. */
  readonly out: string;
  readonly planHash: string;
  readonly cpus: number;
  readonly megabytes: number;
  readonly minutes: number;
}

/** Of one task, and at least this much beside its cells: the process that plans and writes. */
const ownMegabytes = 1024;
/** Enough to write what is measured before the time is up. */
const noticeSeconds = 60;

/** A comment ends with its line: what follows a line break in a folder's name would be run. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, "?");

export function slurmScript(shares: readonly Share[], options: SlurmOptions): string {
  const { program, selection, root, out, planHash, cpus, megabytes, minutes } = options;
  const call = program.map(quoted).join(" ");
  const parts = shares.map(({ index }) => quoted(`${out}/part-${index}`)).join(" ");
  const longest = Math.max(...shares.map(({ flops }) => flops)).toExponential(1);
  const cells = shares.reduce((sum, share) => sum + share.cells, 0);
  return `#!/bin/bash
# Depthproof, plan ${planHash}: ${cells} cells in ${shares.length} shares of at most ${longest} flops.
# Submit this file with sbatch. A task that was preempted, killed or ran out of time resumes when it is submitted again.
# When all have ended: ${oneLine(`${call} merge ${parts} --out ${quoted(`${out}/merged`)}`)}
#SBATCH --job-name=depthproof-${planHash}
#SBATCH --array=1-${shares.length}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${cpus}
#SBATCH --mem=${cpus * megabytes + ownMegabytes}M
#SBATCH --time=${minutes}
#SBATCH --signal=B:TERM@${noticeSeconds}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=depthproof-${planHash}-%a.log
set -euo pipefail
cd ${quoted(root)}
shard="$SLURM_ARRAY_TASK_ID"
# In the shell's place, so that the notice before the end of its time reaches it.
exec ${call} run ${selection.map(quoted).join(" ")} --shard "$shard/${shares.length}" --out ${quoted(`${out}/part-`)}"$shard" --jobs ${cpus} --cell-megabytes ${megabytes}
`;
}
