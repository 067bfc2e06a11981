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

/** The schema with what it refers to filled in; its own words win. `names`: the definitions on the way. */
function resolved(part) {
  if (part.$ref === undefined) return { names: [], ...part };
  const name = nameOf(part.$ref);
  const { $ref: _ref, ...own } = part;
  const target = resolved(schema.$defs[name]);
  return { ...target, ...own, names: [name, ...target.names] };
}

const code = (value) => `\`${value}\``;
const oneOf = (words) => words.map(code).join(", ");
const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 10 });
/** Bounds that only keep numbers sane are not worth a reader's time. */
const telling = (bound) => bound !== undefined && Math.abs(bound) < 1e9;

function range({ minimum, maximum, exclusiveMinimum }) {
  const low = minimum ?? exclusiveMinimum;
  if (!telling(low)) return "";
  const above = exclusiveMinimum === undefined ? "" : "above ";
  return ` (${above}${number(low)}${telling(maximum) ? ` to ${number(maximum)}` : " or more"})`;
}

/** A link to the section of a definition that has one; null otherwise. */
function sectionLink({ names }, plural) {
  const name = names.find((candidate) => sections[candidate]);
  return name === undefined
    ? null
    : `[${name}${plural && !name.endsWith("s") ? "s" : ""}](#${anchorOf(sections[name][0])})`;
}

const formulaNames = ["formula", "units", "numberOrFormula"];

/** One type of a value, alone or (as the content of a list or a mapping) in the plural. */
function ofType(part, type, plural) {
  const words = (one, many) => (plural ? many : one);
  switch (type) {
    case "string":
      if (part.pattern === "^exact$") return code("exact");
      if (part.names.some((name) => formulaNames.includes(name))) return words("formula", "formulas");
      return part.names.includes("id") ? words("name", "names") : words("text", "texts");
    case "boolean":
      return oneOf(["true", "false"]);
    case "array": {
      const length = part.minItems === part.maxItems ? `${part.minItems} ` : "";
      return `${words("list", "lists")} of ${length}${valueText(part.items, true)}`;
    }
    case "object":
      if (typeof part.additionalProperties !== "object") return words("mapping", "mappings");
      return `mapping from names to ${valueText(part.additionalProperties, true)}`;
    default:
      return plural ? `${type}s` : `${type}${range(part)}`;
  }
}

/** The value a key takes, in a few words. */
function valueText(part, plural = false) {
  const full = resolved(part);
  if (full.const !== undefined) return code(full.const);
  if (full.enum) return oneOf(full.enum);
  const types = [full.type].flat().map((type) => sectionLink(full, plural) ?? ofType(full, type, plural));
  return types.join(plural ? " or " : ", or ");
}

const cell = (text) => text.replaceAll("|", "\\|");

/** Rows of the table of one object; keys of nested objects with a dot. */
function rows(part, prefix = "") {
  return Object.entries(part.properties ?? {}).flatMap(([key, raw]) => {
    const full = resolved(raw);
    const required = part.required?.includes(key) && prefix === "" ? " (required)" : "";
    const own = `| ${code(prefix + key)}${required} | ${cell(valueText(raw))} | ${cell(full.description ?? "")} |`;
    if (sectionLink(full)) return [own];
    const entry = full.additionalProperties ? resolved(full.additionalProperties) : null;
    const nested = entry?.properties && !sectionLink(entry) ? rows(entry, `${prefix}${key}.NAME.`) : [];
    const within = full.items ? resolved(full.items) : null;
    const listed = within?.properties && !sectionLink(within) ? rows(within, `${prefix}${key}[].`) : [];
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
