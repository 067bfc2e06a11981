/** The commands that run nothing: what they print, and their exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { quantityNames } from "../../verifiers/quantities/catalogue.ts";
import { readDepths, readInteger, readShard } from "./flags.ts";
import { lint } from "./lint.ts";
import { list, listings } from "./list.ts";
import { plan } from "./plan.ts";
import type { Print } from "./print.ts";

const reference = join(import.meta.dirname, "..", "..", "..", "test", "fixtures", "reference", "spec.yaml");
const folder = mkdtempSync(join(tmpdir(), "depthproof-commands-"));
afterAll(() => rmSync(folder, { recursive: true }));
const bad = join(folder, "bad.yaml");
writeFileSync(bad, "depthproof: 1\nid: bad\ntitel: Misspelt\n");

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function ran(command: (print: Print) => number): Ran {
  const out: string[] = [];
  const err: string[] = [];
  const code = command({ out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("lint", () => {
  it("says ok once per spec", () => {
    const { code, out, err } = ran((print) => lint([reference], {}, print));
    expect({ code, out, err }).toEqual({ code: 0, out: "ok  every-key  4 claims, 3 ablations, 2 controls", err: "" });
  });

  it("prints every problem with its place and suggestion, and ends with 2", () => {
    const { code, out } = ran((print) => lint([bad, reference], {}, print));
    expect(code).toBe(2);
    expect(out).toContain(`${bad}:3:1`);
    expect(out).toContain('did you mean "title"?');
  });

  it("gives the same as JSON", () => {
    const { code, out } = ran((print) => lint([bad], { json: true }, print));
    expect(code).toBe(2);
    const codes = (JSON.parse(out) as { code: string; severity: string }[]).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(["missing-key", "missing-key", "missing-key", "unknown-key"]);
  });
});

describe("plan", () => {
  it("prints one row per cell and a sum", () => {
    const options = { profile: "quick", claims: ["low-somewhere"] } as const;
    const { code, out } = ran((print) => plan([reference], options, print));
    const lines = out.split("\n");
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain("point.json");
    expect(lines[2]).toMatch(/^1 cells?, .* flops, plan [0-9a-f]{16}$/);
  });

  it("prints the plan as JSON", () => {
    const options = { profile: "quick", claims: ["low-somewhere"], json: true } as const;
    const { out } = ran((print) => plan([reference], options, print));
    expect(JSON.parse(out)).toMatchObject({ cells: [{ spec: "every-key", axes: { file: "point.json", depth: 2 } }] });
  });

  it("ends with 2 and prints nothing on stdout when nothing could run", () => {
    expect(ran((print) => plan([bad], { profile: "quick" }, print))).toMatchObject({ code: 2, out: "" });
    const options = { profile: "quick", claims: ["nobody"] } as const;
    expect(ran((print) => plan([reference], options, print))).toMatchObject({ code: 2, out: "" });
  });
});

describe("list", () => {
  it.each(Object.keys(listings))("%s: every name has a meaning", (what) => {
    const { code, out } = ran((print) => list(what, { json: true }, print));
    const rows = JSON.parse(out) as { name: string; meaning: string }[];
    expect(code).toBe(0);
    expect(rows.length).toBeGreaterThan(1);
    for (const { name, meaning } of rows) expect(`${name} ${meaning}`).toMatch(/^[a-z][a-z0-9_-]* \S/);
  });

  it("names every quantity", () => {
    const { out } = ran((print) => list("quantities", {}, print));
    for (const name of quantityNames) expect(out).toMatch(new RegExp(`^${name} `, "m"));
  });

  it("refuses what it does not know, prototype or not", () => {
    for (const what of ["nothing", "constructor", "toString"])
      expect(ran((print) => list(what, {}, print)).code).toBe(2);
  });
});

describe("flags", () => {
  it("read whole numbers within bounds", () => {
    expect(readInteger("12", 1, 20)).toEqual({ ok: true, value: 12 });
    for (const text of ["", "0", "21", "-1", "1.5", "1e1", "0x1", " 1", "١"])
      expect(readInteger(text, 1, 20).ok).toBe(false);
  });

  it("read lists of depths", () => {
    expect(readDepths("1,2, 4,2")).toEqual({ ok: true, value: [1, 2, 4] });
    for (const text of ["", "1,", "1,x", "0", "4097"]) expect(readDepths(text).ok).toBe(false);
  });

  it("read shards", () => {
    expect(readShard("2/4")).toEqual({ ok: true, value: { index: 2, count: 4 } });
    for (const text of ["0/4", "5/4", "1", "1/2/3", "a/b", "1/0"]) expect(readShard(text).ok).toBe(false);
  });
});
