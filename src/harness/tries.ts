import type { PointsSpec } from "./spec/types.ts";

type RandomPoints = Extract<PointsSpec, { kind: "random" }>;

const usual = 100;

/** Evaluations that push one point; 0 where nothing does. */
export const triesOf = ({ minimise, tries }: RandomPoints): number => (minimise === undefined ? 0 : (tries ?? usual));
