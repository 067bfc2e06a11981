/** The registry of activations, by the names specs use. */
import type { Activation } from "../activation.ts";
import { absolute } from "./absolute.ts";
import { constant } from "./constant.ts";
import { identity } from "./identity.ts";
import { relu } from "./relu.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { softplus } from "./softplus.ts";
import { square } from "./square.ts";
import { squarePlusIdentity } from "./square-plus-identity.ts";
import { tanh } from "./tanh.ts";

export const activations: Readonly<Record<string, Activation>> = {
  tanh,
  softplus,
  relu,
  silu,
  sigmoid,
  identity,
  absolute,
  square,
  "square-plus-identity": squarePlusIdentity,
  constant,
};
