import { describe, expect, it } from "vitest";
import { compiled } from "../../../test/laws/random-instance.ts";
import { norm2 } from "../../numerics/dense.ts";
import { stream } from "../../numerics/random.ts";
import { pushDown } from "./push-down.ts";

const program = compiled({ kind: "residual", block: { width: 2, activation: "tanh" } }, 3, 2);
const start = stream(1, "start").normals(program.size);
const distance = (theta: Float64Array, from: number): number => norm2(theta.map((entry) => entry - from));

describe("pushDown", () => {
  it("comes much nearer to the minimum of a convex function, and is a function of the stream", () => {
    const objective = (theta: Float64Array): number => distance(theta, 0.5);
    const reached = pushDown(program, start, objective, 2000, stream(2, "push"));
    expect(objective(reached)).toBeLessThan(objective(start) / 10);
    expect(pushDown(program, start, objective, 2000, stream(2, "push"))).toEqual(reached);
    expect(start).toEqual(stream(1, "start").normals(program.size));
  });

  it("never ends above its start, whatever the number of tries", () => {
    const objective = (theta: Float64Array): number => Math.sin(7 * norm2(theta));
    for (let tries = 0; tries < 30; tries++)
      expect(objective(pushDown(program, start, objective, tries, stream(3, "push")))).toBeLessThanOrEqual(
        objective(start),
      );
  });

  it("stays where the number is defined, and keeps the size of the weights within a factor of ten", () => {
    const half = (theta: Float64Array): number | null => (theta[0]! * start[0]! > 0 ? norm2(theta) : null);
    const reached = pushDown(program, start, half, 500, stream(4, "push"));
    expect(Math.sign(reached[0]!)).toBe(Math.sign(start[0]!));
    expect(norm2(reached)).toBeLessThan(norm2(start) / 2);
    expect(norm2(reached)).toBeGreaterThanOrEqual(norm2(start) / 10);
    expect(pushDown(program, start, () => null, 10, stream(5, "push"))).toBe(start);
  });

  it("lets every step settle before it is judged", () => {
    const settle = (theta: Float64Array): void => {
      theta[0] = 1;
    };
    const reached = pushDown(program, start, norm2, 200, stream(6, "push"), settle);
    expect(reached[0]).toBe(1);
  });
});
