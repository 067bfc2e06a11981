/** F7: several runs in one folder at once. One writes, the others say so; whoever comes later finds the work done. */
import { cellsOf, linesOf } from "../fixtures/pipeline/command-line.ts";
import { cells, isRight, leftovers, type Scene, stage, verifyIn } from "./scene.ts";
import { type Tally, tallyOf } from "./tally.ts";

export async function rivals(scene: Scene, crowds: readonly number[]): Promise<Tally> {
  const wrong: string[] = [];
  let refused = 0;
  for (const crowd of crowds) {
    const folder = stage();
    const all = await Promise.all(Array.from({ length: crowd }, () => verifyIn(folder)));
    const codes = all.map(({ exitCode }) => exitCode ?? -1).sort();
    const name = `${crowd} at once, ${codes.join(" ")}`;
    refused += codes.filter((code) => code === 75).length;
    if (codes[0] !== 0 || codes.some((code) => code !== 0 && code !== 75)) wrong.push(`${name}: not 0 and 75`);
    else if (!isRight(scene, folder)) wrong.push(`${name}: other results`);
    // Two writers would have measured a cell twice, or torn each other's lines.
    else if (cellsOf(folder).length !== cells) wrong.push(`${name}: ${linesOf(folder).length} lines`);
    else if (leftovers(folder) !== null) wrong.push(`${name}: ${leftovers(folder)}`);
  }
  const injected = crowds.reduce((sum, crowd) => sum + crowd, 0);
  return tallyOf("F7", `runs in one folder at once, ${crowds.length} crowds`, injected, wrong, refused);
}
