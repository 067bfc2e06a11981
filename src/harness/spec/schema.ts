/** Checks against the published JSON Schemas, with errors that say where, what and what was allowed. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ErrorObject, ValidateFunction } from "ajv";
import { type ProblemCode, show } from "./problem.ts";
import { isMapping, type Path, valueAt } from "./source.ts";

export type SchemaName = "spec" | "point" | "witness" | "record" | "results" | "illustrations" | "site";

/** One disagreement with a schema, not yet placed in a file. */
export interface Mismatch {
  readonly path: Path;
  readonly part: "key" | "value";
  readonly code: ProblemCode;
  readonly message: string;
  readonly choice?: { readonly unknown: string; readonly allowed: readonly string[] };
}

const load = createRequire(import.meta.url);

/** scripts/build-validators.js compiles the schemas; loading what it made takes a fiftieth of compiling again. */
const validator = (name: SchemaName): ValidateFunction => load(`./validators/${name}.cjs`);

/** The schemas ship with the package, beside src/ and dist/. */
const schemaOf = (name: SchemaName): unknown =>
  JSON.parse(readFileSync(new URL(`../../../schema/${name}.schema.json`, import.meta.url), "utf8"));

function stepsOf(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(valueAt(root, path)) ? Number(name) : name);
  }
  return path;
}

/** Patterns of the schemas in words. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/^\^\[a-z0-9\]\[a-z0-9-\]/, "must be 1 to 64 lower-case letters, digits and hyphens, and not begin with a hyphen"],
  [/^\^\[A-Za-z_\]/, "must be a letter or _ followed by letters, digits and _"],
  [/^\^https/, "must be an http or https address"],
  [/^\^exact/, 'must be "exact" or a number'],
  [/^\^\[A-Za-z-\]\+\(/, 'must name a parameter, such as "V/0"'],
];

function formOf(pattern: string): string {
  return forms.find(([start]) => start.test(pattern))?.[1] ?? `must match ${pattern}`;
}

const choice = (unknown: unknown, allowed: readonly unknown[]): Pick<Mismatch, "choice"> => ({
  choice: { unknown: typeof unknown === "string" ? unknown : show(unknown), allowed: allowed.map(String) },
});

/** The kinds a `oneOf` by discriminator allows, through its references. */
function kindsOf(error: ErrorObject, root: unknown): string[] {
  const branches: unknown = error.parentSchema?.oneOf;
  const names = Array.isArray(branches) ? branches.map((branch) => String(valueAt(branch, ["$ref"])).split("/")) : [];
  return names.map((steps) => String(valueAt(root, [...steps.slice(1), "properties", "kind", "const"])));
}

function kindMismatch(error: ErrorObject, path: Path, schema: unknown): Mismatch {
  const allowed = kindsOf(error, schema);
  const kind = isMapping(error.data) ? error.data.kind : undefined;
  if (kind === undefined) {
    return { path, part: "key", code: "missing-key", message: 'the key "kind" is missing', ...choice("", allowed) };
  }
  const message = `unknown kind ${show(kind)}`;
  return { path: [...path, "kind"], part: "value", code: "value", message, ...choice(kind, allowed) };
}

const typeNames: Readonly<Record<string, string>> = { object: "a mapping", array: "a list", string: "text" };
const typeName = (type: string): string => typeNames[type] ?? (type === "integer" ? "an integer" : `a ${type}`);

const typesOf = (type: unknown): string =>
  (Array.isArray(type) ? type : [type]).map((name) => typeName(String(name))).join(" or ");

const limits: Readonly<Record<string, string>> = {
  minimum: "is below the smallest allowed number,",
  maximum: "is above the largest allowed number,",
  exclusiveMinimum: "must be above",
  exclusiveMaximum: "must be below",
  minItems: "has too few elements, fewest:",
  maxItems: "has too many elements, most:",
  minLength: "is too short, fewest characters:",
  maxLength: "is too long, most characters:",
  minProperties: "has too few keys, fewest:",
  maxProperties: "has too many keys, most:",
};

/** null: an error that only repeats another one. */
function mismatchOf(error: ErrorObject, root: unknown, schema: unknown): Mismatch | null {
  const path = stepsOf(error.instancePath, root);
  const params: Readonly<Record<string, unknown>> = error.params;
  const value = { path, part: "value" } as const;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const allowed = Object.keys(error.parentSchema?.properties ?? {});
      const message = `unknown key ${show(key)}`;
      return { path: [...path, key], part: "key", code: "unknown-key", message, ...choice(key, allowed) };
    }
    case "required":
      return {
        path,
        part: "key",
        code: "missing-key",
        message: `the key ${show(params.missingProperty)} is missing`,
      };
    case "dependentRequired": {
      const key = String(params.property);
      const message = `the key ${show(key)} needs ${show(params.missingProperty)} beside it`;
      return { path: [...path, key], part: "key", code: "missing-key", message };
    }
    case "discriminator":
      return kindMismatch(error, path, schema);
    case "enum":
      return {
        ...value,
        code: "value",
        message: `${show(error.data)} is not allowed here`,
        ...choice(error.data, Array.isArray(params.allowedValues) ? params.allowedValues : []),
      };
    case "const":
      return {
        ...value,
        code: "value",
        message: `${show(error.data)} is not allowed here`,
        ...choice(error.data, [params.allowedValue]),
      };
    case "type":
      return { ...value, code: "type", message: `${show(error.data)} is not ${typesOf(params.type)}` };
    case "pattern": {
      const key = error.propertyName;
      const message = `${show(key ?? error.data)} ${formOf(String(params.pattern))}`;
      return key === undefined
        ? { ...value, code: "form", message }
        : { path: [...path, key], part: "key", code: "form", message };
    }
    case "uniqueItems":
      return {
        ...value,
        path: [...path, Math.max(Number(params.i), Number(params.j))],
        code: "value",
        message: "this element occurs twice in its list",
      };
    case "propertyNames":
    case "oneOf":
    case "if":
      return null;
    default: {
      const limit = `${limits[error.keyword] ?? `breaks the rule ${error.keyword}`} ${show(params.limit)}`;
      const key = error.propertyName;
      return key === undefined
        ? { ...value, code: "range", message: `${show(error.data)} ${limit}` }
        : { path: [...path, key], part: "key", code: "range", message: `${show(key)} ${limit}` };
    }
  }
}

/** A file of another kind is told by its format; what else it lacks says nothing. */
const isFormat = ({ path }: Mismatch): boolean => path.length === 1 && path[0] === "format";

/** All disagreements of a value with a published schema, a wrong format first; none: it has the shape of the schema's type. */
export function mismatches(name: SchemaName, value: unknown): Mismatch[] {
  const validate = validator(name);
  if (validate(value)) return [];
  const schema = schemaOf(name);
  return (validate.errors ?? [])
    .map((error) => mismatchOf(error, value, schema))
    .filter((mismatch) => mismatch !== null)
    .sort((a, b) => Number(isFormat(b)) - Number(isFormat(a)));
}
