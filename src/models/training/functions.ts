/**
 * Activations and losses of the registries as TensorFlow.js expressions with their first derivatives, float32.
 * The derivatives are written out: the parts of TensorFlow.js that differentiate come only with its whole bundle, which is not needed for three operations.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "./backend.ts";

interface Activation {
  /** sigma(s), entrywise. */
  readonly value: (tf: Tf, s: Tensor) => Tensor;
  /** sigma'(s) from s and a = sigma(s). */
  readonly slope: (tf: Tf, s: Tensor, a: Tensor) => Tensor;
}

const one = (tf: Tf, s: Tensor): Tensor => tf.onesLike(s);
const complement = (tf: Tf, a: Tensor): Tensor => tf.sub(1, a);

export const activationsInTensorFlow: Readonly<Record<string, Activation>> = {
  tanh: { value: (tf, s) => tf.tanh(s), slope: (tf, _, a) => complement(tf, tf.square(a)) },
  softplus: { value: (tf, s) => tf.softplus(s), slope: (tf, s) => tf.sigmoid(s) },
  // 0 at 0, as the float64 engines have it
  relu: { value: (tf, s) => tf.relu(s), slope: (tf, s) => tf.step(s) },
  silu: {
    value: (tf, s) => tf.mul(s, tf.sigmoid(s)),
    // q + s q (1 - q) with q = 1 / (1 + e^-s)
    slope: (tf, s) => {
      const q = tf.sigmoid(s);
      return tf.mul(q, tf.add(1, tf.mul(s, complement(tf, q))));
    },
  },
  sigmoid: { value: (tf, s) => tf.sigmoid(s), slope: (tf, _, a) => tf.mul(a, complement(tf, a)) },
  identity: { value: (_, s) => s, slope: one },
  absolute: { value: (tf, s) => tf.abs(s), slope: (tf, s) => tf.sign(s) },
  square: { value: (tf, s) => tf.square(s), slope: (tf, s) => tf.mul(2, s) },
  "square-plus-identity": {
    value: (tf, s) => tf.add(s, tf.square(s)),
    slope: (tf, s) => tf.add(1, tf.mul(2, s)),
  },
  constant: { value: (tf, s) => tf.fill(s.shape, 100), slope: (tf, s) => tf.zerosLike(s) },
};

interface Loss {
  /** l(p; y), entrywise. */
  readonly value: (tf: Tf, p: Tensor, y: Tensor) => Tensor;
  /** l'(p; y). */
  readonly slope: (tf: Tf, p: Tensor, y: Tensor) => Tensor;
}

/** sqrt(1 + r^2). */
const root = (tf: Tf, r: Tensor): Tensor => tf.sqrt(tf.add(1, tf.square(r)));

export const lossesInTensorFlow: Readonly<Record<string, Loss>> = {
  squared: {
    value: (tf, p, y) => tf.square(tf.sub(p, y)),
    slope: (tf, p, y) => tf.mul(2, tf.sub(p, y)),
  },
  logistic: {
    value: (tf, p, y) => tf.softplus(tf.neg(tf.mul(p, y))),
    slope: (tf, p, y) => tf.neg(tf.mul(y, tf.sigmoid(tf.neg(tf.mul(p, y))))),
  },
  huber: {
    // |r| <= 1: r^2/2, else |r| - 1/2; with c = min(|r|, 1) both are c (|r| - c/2)
    value: (tf, p, y) => {
      const size = tf.abs(tf.sub(p, y));
      const clipped = tf.minimum(size, 1);
      return tf.mul(clipped, tf.sub(size, tf.div(clipped, 2)));
    },
    slope: (tf, p, y) => tf.clipByValue(tf.sub(p, y), -1, 1),
  },
  "pseudo-huber": {
    // sqrt(1 + r^2) - 1 = r^2 / (1 + sqrt(1 + r^2)): no cancellation near zero
    value: (tf, p, y) => {
      const r = tf.sub(p, y);
      return tf.div(tf.square(r), tf.add(1, root(tf, r)));
    },
    slope: (tf, p, y) => {
      const r = tf.sub(p, y);
      return tf.div(r, root(tf, r));
    },
  },
  "double-well": {
    value: (tf, p, y) => {
      const r = tf.sub(p, y);
      return tf.add(tf.square(tf.sub(tf.square(r), 1)), tf.mul(0.3, r));
    },
    slope: (tf, p, y) => {
      const r = tf.sub(p, y);
      return tf.add(tf.mul(tf.mul(4, r), tf.sub(tf.square(r), 1)), 0.3);
    },
  },
};
