/** All strategies of the critical-point search, in the order the portfolio goes round: one line each. */
import { descent } from "./descent.ts";
import { lifted } from "./lifted.ts";
import { plantedLabels } from "./planted-labels.ts";
import { plantedMinima } from "./planted-minima.ts";
import { plantedReadout } from "./planted-readout.ts";
import { random } from "./random.ts";
import type { Strategy } from "./strategy.ts";
import { trajectory } from "./trajectory.ts";

export const strategies: Readonly<Record<string, Strategy>> = {
  "planted-labels": plantedLabels,
  descent,
  "planted-readout": plantedReadout,
  random,
  lifted,
  trajectory,
  "planted-minima": plantedMinima,
};
