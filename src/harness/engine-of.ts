/** The engine that a run takes for a spec; other engines would find other points, if only by rounding. */
import { type Engine, engines } from "../models/engines/index.ts";
import { defaultEngine, type EngineName } from "../models/engines/names.ts";
import type { Spec } from "./spec/types.ts";

export const engineNameOf = ({ engine }: Spec): EngineName => engine ?? defaultEngine;

export const engineOf = (spec: Spec): Engine => engines[engineNameOf(spec)];
