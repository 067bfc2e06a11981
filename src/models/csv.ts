/**
 * Reads comma-separated values as RFC 4180 describes them: header row, quoted cells, doubled quotes, CRLF or LF.
 * A byte order mark and a final line break are allowed. Every row keeps the line it starts on, for messages.
 */

export interface CsvRow {
  /** Counted from 1; quoted cells may span several lines. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  readonly line?: number;
  readonly message: string;
}

export type CsvOutcome =
  | { readonly ok: true; readonly header: readonly string[]; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly problems: readonly CsvProblem[] };

// What a cell without quotes may hold, and what may follow a cell.
const plainPattern = /[^",\r\n]*/y;
const separatorPattern = /,|\r\n|\n|\r|$/y;

/** Where the quoted cell that starts here ends, doubled quotes passed over; -1: nowhere. No pattern: those recurse in long cells. */
function closingQuote(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  return end;
}

/** The sticky pattern's match at this place. */
function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** The cell that starts here and the place after it; null when it has no valid reading. */
function readCell(text: string, start: number): { readonly cell: string; readonly end: number } | null {
  if (text[start] !== '"') {
    const plain = matchAt(plainPattern, text, start) ?? "";
    return { cell: plain.trim(), end: start + plain.length };
  }
  const end = closingQuote(text, start);
  return end < 0 ? null : { cell: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}

const lineBreaks = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

/** Why the cell that starts here has no valid reading. */
function explain(text: string, start: number, line: number): CsvProblem {
  if (text[start] !== '"')
    return { line, message: "a quote inside a cell: quote the whole cell and double its quotes" };
  const closed = closingQuote(text, start) >= 0;
  return { line, message: closed ? "text after a closing quote" : "a quoted cell is never closed" };
}

/** Splits the text into rows, whatever their lengths; stops at the first unreadable cell. */
function splitRows(text: string): { rows: CsvRow[]; problem: CsvProblem | null } {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let firstLine = 1;
  for (let at = 0; at < text.length || cells.length > 0; ) {
    const read = readCell(text, at);
    const separator = read && matchAt(separatorPattern, text, read.end);
    if (read === null || separator === null) return { rows, problem: explain(text, at, line) };
    cells.push(read.cell);
    const next = read.end + separator.length;
    line += lineBreaks(text.slice(at, next));
    at = next;
    if (separator === ",") continue;
    rows.push({ line: firstLine, cells });
    cells = [];
    firstLine = line;
  }
  return { rows, problem: null };
}

/** Columns are looked for by name, one after the other: a header of a million would take hours. */
const mostColumns = 10_000;

function headerProblems(header: CsvRow): CsvProblem[] {
  const count = header.cells.length;
  if (count > mostColumns) return [{ line: header.line, message: `${count} columns, most: ${mostColumns}` }];
  const firstOf = new Map<string, number>();
  return header.cells.flatMap((name, column): CsvProblem[] => {
    if (name === "") return [{ line: header.line, message: `column ${column + 1} has no name` }];
    const first = firstOf.get(name) ?? column;
    firstOf.set(name, first);
    if (first === column) return [];
    return [{ line: header.line, message: `columns ${first + 1} and ${column + 1} are both called "${name}"` }];
  });
}

function raggedProblem({ line, cells }: CsvRow, expected: number): CsvProblem[] {
  if (cells.length === expected) return [];
  if (cells.length === 1 && cells[0] === "") return [{ line, message: "blank line" }];
  return [{ line, message: `${cells.length} cells, but the header has ${expected}` }];
}

/** The table in a CSV text, or everything that is wrong with its shape. */
export function readCsv(text: string): CsvOutcome {
  const { rows, problem } = splitRows(text.replace(/^\uFEFF/, ""));
  if (problem !== null) return { ok: false, problems: [problem] };
  const [header, ...body] = rows;
  if (header === undefined) return { ok: false, problems: [{ message: "the file is empty" }] };
  const problems = [...headerProblems(header), ...body.flatMap((row) => raggedProblem(row, header.cells.length))];
  if (problems.length > 0) return { ok: false, problems };
  if (body.length === 0) return { ok: false, problems: [{ line: header.line, message: "no rows after the header" }] };
  return { ok: true, header: header.cells, rows: body };
}
