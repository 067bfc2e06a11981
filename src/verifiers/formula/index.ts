/** Formulas: text to a checked tree, and the tree to values, verdict margins, text and LaTeX. */
export { type CheckOptions, checkFormula, type FormulaKind, kindOf, namesIn } from "./check.ts";
export { type Decision, decide, evaluateCondition, tieTolerance } from "./decide.ts";
export { evaluateNumber, type Lookup } from "./evaluate.ts";
export { toLatex } from "./latex.ts";
export { type ExpandedLets, expandLets, type LetProblem, substitute } from "./lets.ts";
export { nearestName } from "./nearest-name.ts";
export { type FormulaProblem, type Node, reservedWords, type SlopeNode } from "./node.ts";
export { type Parsed, parseFormula } from "./parse.ts";
export { weakest } from "./range.ts";
export { nameSlopes, slopeName, slopesIn } from "./slopes.ts";
export { toText } from "./text.ts";
