/** The judge: what the record says of each claim. */
export { type JudgeOptions, judge, judgeClaim, judgeWithWitnesses, type Located, type WorstWitness } from "./judge.ts";
export { type Extent, maxReplays, type Refutation, type WantedReplay, wantedReplays } from "./replays.ts";
export { fitThrough, type Reading, worstPerDepth } from "./slope-fit.ts";
export { namesOf } from "./statement.ts";
