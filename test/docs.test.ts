/** The documentation: links resolve, examples lint, commands and exit codes are the product's. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { listings } from "../src/harness/commands/list.ts";
import { exitMeanings } from "../src/harness/report/verdict-words.ts";
import type { Verdict } from "../src/harness/results.types.ts";
import { formatProblem } from "../src/harness/spec/problem.ts";
import { readSpec } from "../src/harness/spec/read.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const under = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`);
const commandLine = under("src/cli").map(read).join("\n");
const isPage = (path: string): boolean => path.endsWith(".md");
const pages: readonly string[] = [
  ...readdirSync(root).filter(isPage),
  ...["docs", "specs"].flatMap(under).filter(isPage),
  "reports/README.md",
];
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** The fragment GitHub gives a heading. */
const fragmentOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
const fragments = (path: string): string[] =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map((match) => fragmentOf(match[1] ?? ""));

/** `[text](target)` and images; the address alone. */
const linksOf = (path: string): string[] =>
  [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");

function broken(page: string, link: string): boolean {
  const [path = "", fragment] = link.split("#");
  const target = path === "" ? page : relative(root, join(root, dirname(page), path));
  if (target.startsWith("..") || !existsSync(join(root, target))) return true;
  return fragment !== undefined && !(isPage(target) && fragments(target).includes(fragment));
}

describe.each(pages)("%s", (page) => {
  const links = linksOf(page);

  it("links only to what exists", () => {
    expect(links.filter((link) => !/^https:\/\//.test(link) && broken(page, link))).toEqual([]);
  });

  it("has no address of one machine, and leaves the page for https only", () => {
    expect(links.filter((link) => /^[a-z]+:/.test(link) && !link.startsWith("https://"))).toEqual([]);
    expect(read(page)).not.toMatch(/\/home\/|\/work\/|localhost/);
  });

  it("names only files that exist", () => {
    const named = [...read(page).matchAll(/`((?:src|test|docs|schema|scripts|specs)\/[\w./-]+)`/g)];
    const paths = named.map((match) => match[1] ?? "").filter((path) => !path.includes("NAME"));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

/** Sources and data of the tree that people read; page goldens hold what results say. */
const sources = ["src", "test", "bench", "docs", "schema", "scripts", "specs"]
  .flatMap(under)
  .filter((path) => /\.(?:ts|js|md|yaml|hbs|css|json)$/.test(path) && !path.includes("node_modules"));

describe("documents that are mentioned", () => {
  /** A page by its name, or a file of the tree by its path; not what a path of another tree ends with. */
  const named =
    /(?<![\w/.:-])(?:[\w./-]*\w\.md|(?:docs|src|test|schema|scripts)\/[\w./-]+\.(?:ts|js|json|yaml|hbs|css))\b/g;
  /** A title in capitals with a section or a heading: no document here is called by one. */
  const titled = /\b[A-Z]{4,}(?:'s)? (?:sections? \d|"[A-Z])/g;

  it("are there, by their path or beside the file", () => {
    const exists = (path: string, name: string): boolean =>
      [name, join("docs", name), join(dirname(path), name)].some((place) => existsSync(join(root, place)));
    const dead = sources.flatMap((path) => {
      const text = read(path);
      const names = [...text.matchAll(named)].map(([name]) => name).filter((name) => !exists(path, name));
      return [...names, ...[...text.matchAll(titled)].map(([title]) => title)].map((name) => `${path}: ${name}`);
    });
    expect(sources.length).toBeGreaterThan(300);
    expect(dead).toEqual([]);
  });

  it("have the sections that comments name", () => {
    const sections = new Set([...read("docs/theory.md").matchAll(/^## (\d+)\./gm)].map(([, number]) => number));
    const named = sources.flatMap((path) =>
      [...read(path).matchAll(/docs\/theory\.md, sections? (\d+)(?: and (\d+))?/g)].flatMap(([, one, two]) =>
        two === undefined ? [one] : [one, two],
      ),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((number) => !sections.has(number))).toEqual([]);
  });
});

const folder = mkdtempSync(join(tmpdir(), "depthproof-docs-"));
afterAll(() => rmSync(folder, { recursive: true }));
copyFileSync(join(root, "test", "fixtures", "npz", "plain.npz"), join(folder, "point.npz"));

/** Fenced YAML that is a whole spec. */
const examples = pages.flatMap((page) =>
  [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map((match) => match[1] ?? "")
    .filter((text) => /^depthproof:/m.test(text))
    .map((text, k) => ({ page, k, text })),
);

describe("examples", () => {
  it("are there", () => {
    expect(examples.map(({ page }) => page)).toEqual(expect.arrayContaining(["README.md", "docs/writing-a-spec.md"]));
  });

  it.each(examples)("$page, number $k, passes lint", ({ page, k, text }) => {
    const path = join(folder, `${page.replaceAll("/", "-")}-${k}.yaml`);
    writeFileSync(path, text);
    const result = readSpec(path);
    expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([]);
  });

  it("the README's is short", () => {
    const example = examples.find(({ page }) => page === "README.md");
    expect(example?.text.trim().split("\n").length).toBeLessThanOrEqual(12);
  });
});

/** Cells of the first table under a heading, header and rule left out. */
function tableUnder(page: string, heading: string): string[][] {
  const [, section = ""] = read(page).split(`## ${heading}\n`);
  const table = section.split("\n\n").find((part) => part.trim().startsWith("|")) ?? "";
  const lines = table.trim().split("\n").slice(2);
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const wordsIn = (text: string): string[] => [...text.matchAll(/[\w-]+/g)].map((match) => match[0]);

describe("README.md", () => {
  it("has the exit codes of the contract", () => {
    const codes = tableUnder("README.md", "Exit codes").flatMap(([code = ""]) => wordsIn(code).map(Number));
    expect(codes).toEqual([0, 1, 2, 3, 4, 5, 130, 143, 75, 70]);
    expect(codes.toSorted()).toEqual(exitMeanings.map(({ code }) => code).toSorted());
  });

  it("explains every verdict once", () => {
    const verdicts: Readonly<Record<Verdict, true>> = {
      certified: true,
      supported: true,
      violated: true,
      inconclusive: true,
      vacuous: true,
      error: true,
    };
    const rows = tableUnder("README.md", "How to read a verdict").map(([word]) => word);
    expect(rows.toSorted()).toEqual(Object.keys(verdicts).toSorted());
  });

  it("lists the commands that the command line has", () => {
    const documented = tableUnder("README.md", "Commands").map(([command = ""]) => wordsIn(command)[0]);
    const built = [...commandLine.matchAll(/\.command\("(\w+)"\)/g)].map((match) => match[1]);
    expect(documented.toSorted()).toEqual(built.toSorted());
  });

  it("shows a picture of at most 250 kB", () => {
    const picture = linksOf("README.md").find((link) => link.endsWith(".png")) ?? "";
    expect(readFileSync(join(root, picture)).length).toBeLessThan(250_000);
  });
});

describe("all pages", () => {
  const text = pages.map(read).join("\n");

  it("name no command, flag or listing that does not exist", () => {
    const cli = commandLine;
    for (const [, command = ""] of text.matchAll(/(?:depthproof|node dist\/cli\.js) ([a-z]+)(?= |`|$)/gm))
      expect(cli).toContain(`.command("${command}")`);
    const flags = [...text.matchAll(/(?<=[ `])--[a-z]+(?:-[a-z]+)*(?=[\s`,.)]|$)/gm)].map(([flag]) => flag);
    expect(flags.length).toBeGreaterThan(5);
    const benches = ["bench/run.js", "bench/ground-truth.js", "bench/training.js", "bench/peers/peers.py"]
      .map(read)
      .join("\n");
    const built = new Set(["--help", ...[...`${cli}${benches}`.matchAll(/--[a-z-]+/g)].map(([flag]) => flag)]);
    expect(flags.filter((flag) => !built.has(flag))).toEqual([]);
    for (const [, what = ""] of text.matchAll(/depthproof list ([a-z]+)/g))
      expect(Object.keys(listings)).toContain(what);
  });

  it("call only npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const [, script = ""] of text.matchAll(/npm run ([a-z][a-z:]*)/g))
      expect(Object.keys(scripts)).toContain(script);
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(12);
  });

  it("never say that a float comparison proves anything", () => {
    expect(text).not.toMatch(/\bproved\b/i);
  });
});
