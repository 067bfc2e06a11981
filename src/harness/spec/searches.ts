/** The ways of finding critical points that `strategies:` may name, and the optimisers of trajectories. */

export const strategies: Readonly<Record<string, string>> = {
  random: "Levenberg-Marquardt on the gradient map from random parameters",
  descent: "descent, then Newton's method",
  trajectory: "points on a training trajectory, then Newton's method",
  "planted-readout": "points made critical in closed form by the choice of readout and factors",
  "planted-labels": "any parameters, made exactly critical by choosing the labels",
  lifted: "critical points of depth L carried to depth L + 1 by an identity block",
};

export const optimisers: Readonly<Record<string, string>> = {
  "gradient-descent": "gradient descent on the risk",
  adam: "Adam on the risk",
};
