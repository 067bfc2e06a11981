/** The judge: what the record says of each claim. */
export { type JudgeOptions, judge, judgeClaim, type WorstWitness, worstWitnesses } from "./judge.ts";
export { confirms, maxReplays, type WantedReplay, wantedReplays } from "./replays.ts";
export { namesOf } from "./statement.ts";
