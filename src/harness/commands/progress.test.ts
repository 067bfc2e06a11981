/** Progress: a bar on a terminal, a line now and then elsewhere. */
import { expect, it } from "vitest";
import { progress } from "./progress.ts";

function watched(isTerminal: boolean, columns = 80) {
  const written: string[] = [];
  let time = 0;
  const bar = progress({ isTerminal, columns, write: (text) => written.push(text) }, () => time);
  const at = (milliseconds: number, done: number): void => {
    time = milliseconds;
    bar.update("measure", done, 10, "a note");
  };
  return { written, at, end: bar.end };
}

it("redraws one line, never longer than the terminal, and leaves it at the end", () => {
  const { written, at, end } = watched(true, 40);
  at(0, 0);
  at(10, 5);
  end();
  expect(written.slice(0, 2).map((text) => [text[0], text.length])).toEqual([
    ["\r", 40],
    ["\r", 40],
  ]);
  expect(written[1]).toMatch(/^\r█{14}░{14} /);
  expect(written[2]).toBe("\n");
});

it("writes a line at the start, every five seconds and at the end", () => {
  const { written, at, end } = watched(false);
  for (const [time, done] of [
    [0, 0],
    [100, 1],
    [4999, 2],
    [5000, 3],
    [5100, 4],
    [6000, 10],
  ] as const)
    at(time, done);
  end();
  expect(written).toEqual([
    "measure 0/10, 0 s, a note\n",
    "measure 3/10, 5 s, a note\n",
    "measure 10/10, 6 s, a note\n",
  ]);
});
