/** Teacher functions x -> y with random parameters, by the names specs use; sign teachers give labels -1 and 1. */
import { dot, norm2 } from "../../numerics/dense.ts";
import type { Stream } from "../../numerics/random.ts";
import { tanh } from "../activations/exponentials.ts";

export interface Teacher {
  readonly labels: "real" | "signs";
  /** Draws the teacher's parameters and returns its function of one input row. */
  readonly draw: (stream: Stream, dimension: number) => (x: Float64Array) => number;
}

const HIDDEN_UNITS = 3;
// pi = PI_HIGH + PI_LOW where PI_HIGH has 20 trailing zero bits, so k * PI_HIGH is exact for |k| < 2^20.
const PI_HIGH = 3.1415926534682512;
const PI_LOW = 1.2154201013012384e-10;

/** sin s from + - * / only, so that the same stream gives the same labels on every machine. */
export function sine(s: number): number {
  // s = k pi + r with |r| <= pi/2, then the Taylor polynomial of degree 23
  const k = Math.round(s / Math.PI);
  const r = s - k * PI_HIGH - k * PI_LOW;
  let tail = 1;
  for (let j = 22; j >= 2; j -= 2) tail = 1 - (r * r * tail) / (j * (j + 1));
  return k % 2 === 0 ? r * tail : -r * tail;
}

/** A uniformly random unit vector. */
function direction(stream: Stream, dimension: number): Float64Array {
  const a = stream.normals(dimension);
  const length = norm2(a);
  return a.map((entry) => entry / length);
}

const sign = (s: number): number => (s < 0 ? -1 : 1);

const signOf = (teacher: Teacher): Teacher => ({
  labels: "signs",
  draw: (stream, dimension) => {
    const score = teacher.draw(stream, dimension);
    return (x) => sign(score(x));
  },
});

/** y = sin(2 a.x), a a random unit vector. */
const sineTeacher: Teacher = {
  labels: "real",
  draw: (stream, dimension) => {
    const a = direction(stream, dimension);
    return (x) => sine(2 * dot(a, x));
  },
};

/** y = a.x. */
const linear: Teacher = {
  labels: "real",
  draw: (stream, dimension) => {
    const a = direction(stream, dimension);
    return (x) => dot(a, x);
  },
};

/** y = (a.x)^2 + b.x. */
const quadratic: Teacher = {
  labels: "real",
  draw: (stream, dimension) => {
    const a = direction(stream, dimension);
    const b = direction(stream, dimension);
    return (x) => dot(a, x) ** 2 + dot(b, x);
  },
};

/** y = (a.x)^2 - (b.x)^2: its sign is an exclusive or in the rotated axes. In dimension 1, (a.x)^2 - 1/2. */
const saddle: Teacher = {
  labels: "real",
  draw: (stream, dimension) => {
    const a = direction(stream, dimension);
    if (dimension === 1) return (x) => dot(a, x) ** 2 - 1 / 2;
    const c = direction(stream, dimension);
    const b = c.map((entry, j) => entry - dot(a, c) * a[j]!);
    const length = norm2(b);
    return (x) => dot(a, x) ** 2 - (dot(b, x) / length) ** 2;
  },
};

/** y = sum_k v_k tanh(u_k.x) with three units. */
const twoLayer: Teacher = {
  labels: "real",
  draw: (stream, dimension) => {
    const v = stream.normals(HIDDEN_UNITS);
    const u = Array.from(v, () => stream.normals(dimension));
    return (x) => dot(v, new Float64Array(u.map((unit) => tanh(dot(unit, x)))));
  },
};

export const teachers: Readonly<Record<string, Teacher>> = {
  sine: sineTeacher,
  linear,
  quadratic,
  "two-layer": twoLayer,
  "sign-linear": signOf(linear),
  "sign-quadratic": signOf(saddle),
  "sign-two-layer": signOf(twoLayer),
};
