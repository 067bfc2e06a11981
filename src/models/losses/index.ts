/** The registry of losses, by the names specs use. */
import type { Loss } from "../loss.ts";
import { doubleWell } from "./double-well.ts";
import { huber } from "./huber.ts";
import { logistic } from "./logistic.ts";
import { pseudoHuber } from "./pseudo-huber.ts";
import { squared } from "./squared.ts";

export const losses: Readonly<Record<string, Loss>> = {
  squared,
  logistic,
  huber,
  "pseudo-huber": pseudoHuber,
  "double-well": doubleWell,
};
