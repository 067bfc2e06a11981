// Writes docs/spec-reference.md from schema/spec.schema.json; `--print` prints it instead.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const schema = JSON.parse(readFileSync(join(root, "schema", "spec.schema.json"), "utf8"));

/** Definitions with a section of their own, in the order of the page, with the heading and a sentence. */
const sections = {
  dataset: ["Datasets", "Each entry of `datasets`; `kind` decides which keys there are."],
  architecture: ["Architectures", "Each entry of `architectures`; `kind` decides which keys there are."],
  block: ["Blocks", "`block`, `first-block` and the entries of `blocks`."],
  sweep: ["Sweep", "One cell per combination of the axes, dataset, architecture and loss."],
  exclusion: ["Exclusions", "An entry of `sweep.exclude`."],
  points: ["Points", "Each entry of `points`; `kind` decides which keys there are."],
  claim: ["Claims", "An entry of `claims`. Exactly one of `for-all` and `there-is` is needed."],
  control: ["Controls", "An entry of `controls`."],
  factors: ["Profiles", "Each of `profiles.quick`, `profiles.nightly` and `profiles.full`."],
};
const anchorOf = (heading) => heading.toLowerCase().replaceAll(" ", "-");
const nameOf = (ref) => ref.slice("#/$defs/".length);

/** The schema with what it refers to filled in; its own words win. */
function resolved(part) {
  if (part.$ref === undefined) return part;
  const name = nameOf(part.$ref);
  const { $ref: _ref, ...own } = part;
  return { ...resolved(schema.$defs[name]), ...own, definition: name };
}

const code = (value) => `\`${value}\``;
const plain = (value) =>
  value.toLocaleString("en-US", { useGrouping: Math.abs(value) < 1e7, maximumFractionDigits: 10 });
const number = (value) => (Math.abs(value) >= 1e7 ? String(value) : plain(value));
const oneOf = (words) => words.map(code).join(", ");

function range({ minimum, maximum, exclusiveMinimum }) {
  const low = minimum ?? exclusiveMinimum;
  if (low === undefined) return "";
  const above = exclusiveMinimum === undefined ? "" : "above ";
  return ` (${above}${number(low)}${maximum === undefined ? " or more" : ` to ${number(maximum)}`})`;
}

/** What the items of a list are, in the plural. */
function items(part) {
  const item = resolved(part.items ?? {});
  if (item.enum) return oneOf(item.enum);
  if (sections[item.definition]) return `of [${item.definition}s](#${anchorOf(sections[item.definition][0])})`;
  if (item.type === "array") return `of ${list(item)}s`;
  const types = [item.type].flat().filter((type) => type !== "array");
  const words = types.map(
    (type) => ({ string: "texts", integer: "integers", number: "numbers", object: "mappings" })[type],
  );
  return `of ${words.join(" or ")}`;
}

function list(part) {
  const { minItems, maxItems } = part;
  return minItems !== undefined && minItems === maxItems ? `list of ${minItems}` : "list";
}

function mapping(part) {
  if (part.additionalProperties === false || part.additionalProperties === undefined) return "mapping";
  const value = resolved(part.additionalProperties);
  if (sections[value.definition]) {
    return `mapping from names to [${sections[value.definition][0].toLowerCase()}](#${anchorOf(sections[value.definition][0])})`;
  }
  return `mapping from names to ${value.definition === "formula" ? "formulas" : `${value.type}s`.replace("arrays", "lists")}`;
}

function ofType(part, type) {
  switch (type) {
    case "string":
      return part.definition === "id"
        ? "name"
        : part.definition === "formula" || part.definition === "units" || part.definition === "numberOrFormula"
          ? "formula"
          : part.pattern === "^exact$"
            ? code("exact")
            : "text";
    case "boolean":
      return `${code("true")} or ${code("false")}`;
    case "array":
      return part.definition?.toLowerCase().includes("axis") ? `list ${items(part)}` : `${list(part)} ${items(part)}`;
    case "object":
      return mapping(part);
    default:
      return `${type}${range(part)}`;
  }
}

/** The value a key takes, in a few words. */
function value(part) {
  const full = resolved(part);
  if (full.const !== undefined) return code(full.const);
  if (full.enum) return oneOf(full.enum);
  if (sections[full.definition]) return `[${full.definition}](#${anchorOf(sections[full.definition][0])})`;
  return [full.type]
    .flat()
    .map((type) => ofType(full, type))
    .join(", or ");
}

const cell = (text) => text.replaceAll("|", "\\|");

/** Rows of the table of one object; keys of nested objects with a dot. */
function rows(part, prefix = "") {
  return Object.entries(part.properties ?? {}).flatMap(([key, raw]) => {
    const full = resolved(raw);
    const required = part.required?.includes(key) && prefix === "" ? " (required)" : "";
    const own = `| ${code(prefix + key)}${required} | ${cell(value(raw))} | ${cell(full.description ?? "")} |`;
    if (sections[full.definition]) return [own];
    const entry = full.additionalProperties ? resolved(full.additionalProperties) : null;
    const nested = entry?.properties && !sections[entry.definition] ? rows(entry, `${prefix}${key}.NAME.`) : [];
    const within = full.items ? resolved(full.items) : null;
    const listed = within?.properties && !sections[within.definition] ? rows(within, `${prefix}${key}[].`) : [];
    return [own, ...rows(full, `${prefix}${key}.`), ...nested, ...listed];
  });
}

const table = (part) => ["| key | value | meaning |", "|---|---|---|", ...rows(part)].join("\n");

function kinds(part) {
  return part.oneOf.map((option) => {
    const { properties, ...rest } = resolved(option);
    const { kind, ...others } = properties;
    const keys = Object.keys(others).length === 0 ? "" : `\n\n${table({ ...rest, properties: others })}`;
    return `### \`kind: ${kind.const}\`\n\n${kind.description}${keys}`;
  });
}

function section([name, [heading, sentence]]) {
  const part = schema.$defs[name];
  const body = part.oneOf ? kinds(part) : [table(part)];
  return [`## ${heading}`, sentence, ...body].join("\n\n");
}

const page = [
  "# Spec reference",
  "Every key of a spec, made from `schema/spec.schema.json` by `node scripts/spec-reference.js`. " +
    "For an introduction see [writing a spec](writing-a-spec.md); `depthproof list quantities` lists what a formula may name. " +
    "Names are lower-case letters, digits and hyphens. Unknown keys are errors.",
  "## Spec",
  schema.description,
  table(schema),
  ...Object.entries(sections).map(section),
].join("\n\n");

if (process.argv.includes("--print")) process.stdout.write(`${page}\n`);
else writeFileSync(join(root, "docs", "spec-reference.md"), `${page}\n`);
