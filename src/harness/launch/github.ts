/** A plan as the matrix of a GitHub Actions job, on one line: `strategy.matrix: ${{ fromJSON(...) }}`. */
import type { Share } from "./shares.ts";

/** Of GitHub: more jobs than this are refused. */
export const mostJobs = 256;

export const githubMatrix = (shares: readonly Share[]): string => JSON.stringify({ include: shares });
