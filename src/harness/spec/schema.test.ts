/** The published schemas agree with the types of the code: hand-made values of each type pass, and the enumerations are the registries'. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { plainClaim, plainRun } from "../../../test/fixtures/plain-results.ts";
import { activations } from "../../models/activations/index.ts";
import { architectures } from "../../models/architectures/index.ts";
import { teachers } from "../../models/datasets/index.ts";
import { losses } from "../../models/losses/index.ts";
import type { PointFile } from "../../models/point.ts";
import { labels } from "../../verifiers/label.ts";
import { strategies } from "../../verifiers/searches/registry.ts";
import type { Illustrations } from "../illustrate/illustrations.types.ts";
import type { CellRecord, ReplayRecord } from "../record.types.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import { mismatches, type SchemaName } from "./schema.ts";
import { isMapping, valueAt } from "./source.ts";

const names: readonly SchemaName[] = ["spec", "point", "witness", "record", "results", "site"];
const schemaText = (name: SchemaName): string =>
  readFileSync(new URL(`../../../schema/${name}.schema.json`, import.meta.url), "utf8");
const schemaOf = (name: SchemaName): unknown => JSON.parse(schemaText(name));

/** Every mapping inside a value, the value included. */
function mappings(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(mappings);
  return isMapping(value) ? [value, ...Object.values(value).flatMap(mappings)] : [];
}

const point: PointFile = {
  format: "depthproof-point/1",
  loss: "squared",
  data: { x: [[1, 2]], y: [0.5], weights: [1] },
  architecture: { kind: "residual", depth: 1, dimension: 2, block: { width: 1, activation: "relu", bias: false } },
  parameters: { w: [1, 0], U: [[[1, 0]]], V: [[[0], [1]]] },
};

const axes = { points: "p", dataset: "d", architecture: "a", loss: "squared", depth: 2, seed: 0, samples: 3 } as const;
const id = "0123456789abcdef";

const cell: CellRecord = {
  format: "depthproof-record/1",
  type: "cell",
  cell: { id, spec: "s", axes, cost: 12 },
  engine: "float64",
  status: "ok",
  message: null,
  labels: { CRITICAL: 1, KINK: 0 },
  yields: { descent: { attempted: 2, accepted: 1 } },
  witnesses: [
    {
      index: 0,
      origin: "descent",
      quantities: {
        risk: { value: 0.5, error: 1e-16, grade: "measured" },
        beta: { value: null, reason: "dim N = 0" },
      },
      point: { parameters: "AAAAAAAA8D8=", labels: "AAAAAAAA8D8=" },
    },
    { index: 1, origin: "random", quantities: {}, point: null },
  ],
  seconds: 0.25,
};

const replay: ReplayRecord = {
  format: "depthproof-record/1",
  type: "replay",
  spec: "s",
  claim: "c/without-a1",
  cell: id,
  witness: 0,
  quantities: { risk: { value: 0.5, error: 0, grade: "certified" } },
  message: null,
};

const claim: ClaimResult = {
  ...plainClaim,
  statement: { latex: "a \\le b", text: "a <= b", says: null },
  hypotheses: [{ name: "a1", text: "x > 0", latex: "x > 0", held: 1, failed: 0, undecided: 0 }],
  counts: { ...plainClaim.counts, inapplicable: { "dim N = 0": 2 } },
  byDepth: [
    {
      depth: 1,
      points: 1,
      applicable: 1,
      violated: 0,
      inconclusive: 0,
      worstMargin: null,
      worstMarginError: null,
      labels: {},
    },
  ],
  witness: "witnesses/s-c.json",
};

const results: Results = {
  format: "depthproof-results/1",
  run: { ...plainRun, seed: 0 },
  exitCode: 0,
  causes: [{ code: 5, message: "c is vacuous" }],
  specs: [{ id: "s", title: "T", file: "specs/s.yaml", source: { cite: "A (2020)" } }],
  claims: [claim, { ...claim, margin: null, replay: { confirmed: true, margin: -1, message: null }, witness: null }],
};

const witness = {
  format: "depthproof-witness/1",
  spec: "s",
  specFile: "specs/s.yaml",
  claim: "c",
  statement: "for every critical point: risk <= linear_risk",
  expected: "supported",
  let: { gap: "linear_risk - risk" },
  given: [{ name: "a1", formula: "nullity_u > 0" }],
  assert: "gap >= 0",
  cell: id,
  axes,
  index: 0,
  origin: "descent",
  point,
  quantities: cell.witnesses[0]?.quantities,
  margin: { value: -0.5, low: -0.5, high: null },
};

const illustrations: Illustrations = {
  format: "depthproof-illustrations/1",
  planHash: id,
  claims: [],
  symbols: [{ name: "risk", latex: "R", meaning: "mean loss at the point" }],
  baseline: { id, started: "2026-11-23T02:14:00Z", commit: null, changes: [] },
};

const examples: readonly (readonly [SchemaName, object])[] = [
  ["point", point],
  ["record", cell],
  ["record", replay],
  ["results", results],
  ["witness", witness],
  ["illustrations", illustrations],
];

describe("compiled validators", () => {
  it.each([...names, "illustrations"] as const)("%s is made of the schema as it is: npm run build", (name) => {
    const made = readFileSync(new URL(`validators/${name}.cjs`, import.meta.url), "utf8");
    expect(made.slice(0, 200)).toContain(`schema ${createHash("sha256").update(schemaText(name)).digest("hex")}`);
    // ajv keeps the call as a text, too.
    expect(made).not.toMatch(/(?<!`)require\(/);
  });

  /** A schema of the vocabulary that only the discriminator extends, read afresh by a plain ajv: valid or not, whatever was compiled. */
  it.each(examples)("%s decides like the schema itself", (name, value) => {
    const plain = new Ajv2020({ strict: false, ownProperties: true }).compile(schemaOf(name) as object);
    const broken = Object.keys(value).flatMap((key) => [
      { ...value, [key]: null },
      { ...value, [key]: {} },
      { ...value, [key]: "x" },
      { ...value, [key]: [] },
    ]);
    for (const one of [value, ...broken, { toString: 1 }, [], null, 1])
      expect(mismatches(name, one).length === 0, JSON.stringify(one).slice(0, 300)).toBe(plain(one));
  });
});

describe("published schemas", () => {
  it.each(examples)("%s accepts a value of its type", (name, value) => {
    expect(mismatches(name, value)).toEqual([]);
  });

  it.each(examples)("%s refuses a value with any one key missing or added", (name, value) => {
    for (const key of Object.keys(value)) {
      const { [key as keyof object]: _dropped, ...rest } = value;
      expect(mismatches(name, rest), key).not.toEqual([]);
    }
    expect(mismatches(name, { ...value, surprise: 1 }).map(({ code }) => code)).toContain("unknown-key");
  });

  // A line of the record is read by its type first.
  it.each(examples.filter(([name]) => name !== "record"))(
    "%s tells a file of another kind by its format, before all that it lacks",
    (name) => {
      const [first] = mismatches(name, { format: "depthproof-other/1", something: 1 });
      expect(first).toMatchObject({ path: ["format"], choice: { allowed: [`depthproof-${name}/1`] } });
    },
  );

  it("do not take inherited keys for those of a value", () => {
    expect(mismatches("point", Object.create(point)).map(({ code }) => code)).toContain("missing-key");
  });

  it("refuse a measurement that is neither a number nor an absence", () => {
    const bad = [
      { value: 1 },
      { value: null },
      { value: 1, error: -1, grade: "measured" },
      { value: 1, error: 0, grade: "sure" },
    ];
    for (const risk of bad) expect(mismatches("record", { ...replay, quantities: { risk } })).not.toEqual([]);
  });

  it.each(names)("%s describes every key and bounds every list it lets an author write", (name) => {
    const schema = schemaOf(name);
    for (const mapping of mappings(schema)) {
      for (const [key, value] of Object.entries(isMapping(mapping.properties) ? mapping.properties : {})) {
        if (
          mapping.if !== undefined ||
          !isMapping(value) ||
          (key === "value" && value.type === "null" && !value.description)
        )
          continue;
        const target = typeof value.$ref === "string" ? valueAt(schema, value.$ref.split("/").slice(1)) : undefined;
        expect(value.description ?? valueAt(target, ["description"]), `${name}: ${key}`).toBeTypeOf("string");
      }
      if (mapping.type === "object" && isMapping(mapping.properties) && mapping.discriminator === undefined) {
        expect(mapping.additionalProperties, JSON.stringify(mapping).slice(0, 80)).toBe(false);
      }
      if (name === "spec" && mapping.type === "array") expect(mapping.maxItems).toBeTypeOf("number");
      // Comparing lists element by element is safe for scalars only.
      if (mapping.uniqueItems === true) expect(valueAt(mapping, ["items", "type"])).toBeDefined();
    }
  });

  it("enumerate what the registries hold", () => {
    const spec = schemaOf("spec");
    const at = (...path: string[]): unknown => valueAt(spec, ["$defs", ...path]);
    const sorted = (list: unknown): unknown => (Array.isArray(list) ? [...list].sort() : list);
    const kinds = (from: string): unknown[] =>
      (at(from, "oneOf") as { $ref: string }[]).map(({ $ref }) =>
        at($ref.split("/")[2] ?? "", "properties", "kind", "const"),
      );
    expect(sorted(at("activation", "enum"))).toEqual(Object.keys(activations).sort());
    expect(sorted(at("loss", "enum"))).toEqual(Object.keys(losses).sort());
    expect(sorted(at("teacherData", "properties", "teacher", "enum"))).toEqual(Object.keys(teachers).sort());
    expect(sorted(at("criticalPoints", "properties", "strategies", "items", "enum"))).toEqual(
      Object.keys(strategies).sort(),
    );
    expect(sorted(kinds("architecture"))).toEqual(Object.keys(architectures).sort());
    const pointSchema = schemaOf("point");
    expect(valueAt(pointSchema, ["$defs", "activation"])).toEqual(at("activation"));
    expect(sorted(valueAt(pointSchema, ["properties", "loss", "enum"]))).toEqual(Object.keys(losses).sort());
    const recordLabels = valueAt(schemaOf("record"), [
      "$defs",
      "cellRecord",
      "properties",
      "labels",
      "propertyNames",
      "enum",
    ]);
    expect(recordLabels).toEqual([...labels]);
  });
});
