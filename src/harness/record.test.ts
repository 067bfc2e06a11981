/** The record: what was appended is read back, and no damaged line ever is. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openRecord, readLine, readRecord, recordPath, writeLine } from "./record.ts";
import type { ReplayRecord } from "./record.types.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-record-"));
afterAll(() => rmSync(folder, { recursive: true }));

const line = (message: string, value = 0.1): ReplayRecord => ({
  format: "depthproof-record/1",
  type: "replay",
  spec: "s",
  claim: "c",
  cell: "0123456789abcdef",
  witness: 0,
  quantities: { risk: { value, error: 1e-300, grade: "measured" } },
  message,
});

describe("a line", () => {
  it("is read back as it was, whatever is in it", () => {
    const text = fc.string({ unit: "binary" });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    const property = fc.property(text, number, (message, value) => {
      const written = writeLine(line(message, value));
      expect(written).not.toContain("\n");
      expect(readLine(written)).toEqual(JSON.parse(JSON.stringify(line(message, value))));
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });

  it("may contain separators that JSON leaves as they are", () => {
    const written = writeLine(line("\u2028\u2029\u0085"));
    expect(readLine(written)?.message).toBe("\u2028\u2029\u0085");
  });

  it("is refused with any one character changed, lost or added", () => {
    const written = writeLine(line("plain"));
    for (let at = 0; at < written.length; at++) {
      const [head, tail] = [written.slice(0, at), written.slice(at + 1)];
      const other = String.fromCharCode(written.charCodeAt(at) ^ 1);
      for (const damaged of [head + other + tail, head + tail, `${head}0${written.slice(at)}`, head])
        expect([damaged, readLine(damaged)]).toEqual([damaged, null]);
    }
  });

  it("of another format is not read", () => {
    const foreign = writeLine({ ...line("x"), format: "depthproof-record/2" } as unknown as ReplayRecord);
    expect(readLine(foreign)).toBeNull();
  });
});

describe("the file", () => {
  const write = (out: string, fresh: boolean, ...messages: string[]): void => {
    const record = openRecord(out, fresh);
    for (const message of messages) record.append(writeLine(line(message)));
    record.close();
  };
  const messages = (out: string): (string | null)[] => readRecord(out).map(({ message }) => message);

  it("grows, and starts anew when told to", () => {
    const out = join(folder, "grows");
    expect(readRecord(out)).toEqual([]);
    write(out, false, "a");
    write(out, false, "b", "c");
    expect(messages(out)).toEqual(["a", "b", "c"]);
    write(out, true, "d");
    expect(messages(out)).toEqual(["d"]);
  });

  it("loses only the line it was cut in, wherever that was", () => {
    const out = join(folder, "cut");
    write(out, true, "a", "b");
    const whole = readFileSync(recordPath(out), "utf8");
    const first = whole.indexOf("\n");
    for (let length = 0; length <= whole.length; length += 7) {
      writeFileSync(recordPath(out), whole.slice(0, length));
      write(out, false, "after");
      const kept = [...(length >= first ? ["a"] : []), ...(length >= whole.length - 1 ? ["b"] : [])];
      expect(messages(out)).toEqual([...kept, "after"]);
    }
  });

  it("survives a tail of zeros and foreign lines", () => {
    const out = join(folder, "zeros");
    write(out, true, "a");
    appendFileSync(recordPath(out), `\0\0\0\n{"format":"depthproof-record/1","type":"cell"}\nnull\n\r\n\0\0`);
    write(out, false, "b");
    expect(messages(out)).toEqual(["a", "b"]);
  });
});
