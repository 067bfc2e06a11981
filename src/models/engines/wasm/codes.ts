/** The numbers by which the kernels in assembly/ know activations and losses. A law test compares them with the registries. */

export const activationCodes: Readonly<Record<string, number>> = {
  tanh: 0,
  softplus: 1,
  relu: 2,
  silu: 3,
  sigmoid: 4,
  identity: 5,
  absolute: 6,
  square: 7,
  "square-plus-identity": 8,
  constant: 9,
};

export const lossCodes: Readonly<Record<string, number>> = {
  squared: 0,
  logistic: 1,
  huber: 2,
  "pseudo-huber": 3,
  "double-well": 4,
  linear: 5,
};

export function codeOf(codes: Readonly<Record<string, number>>, kind: string): number {
  const code = codes[kind];
  if (code === undefined) throw new Error(`the wasm engine does not know "${kind}"`);
  return code;
}
