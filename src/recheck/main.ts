/** The script of the report: witness cards copy, download and recheck. The page is complete without it; its buttons are not shown then. */
import type { Clipboard, Page, PageElement } from "./dom.ts";
import { element } from "./dom.ts";
import { type RecheckOutcome, recheck, type StoredWitness } from "./recheck.ts";
import { resultOf } from "./result-table.ts";

declare const document: Page;
declare const navigator: { readonly clipboard?: Clipboard };
declare function getSelection(): { readonly selectAllChildren: (element: PageElement) => void } | null;

function onButton(card: PageElement, name: string, act: (button: PageElement) => void): void {
  const button = card.querySelector(`button.${name}`);
  if (button === null) return;
  button.hidden = false;
  button.addEventListener("click", () => act(button));
}

/** Some browsers refuse: then the command stands selected. */
async function copy(command: PageElement, button: PageElement): Promise<void> {
  try {
    if (navigator.clipboard === undefined) throw new Error("no clipboard");
    await navigator.clipboard.writeText(command.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(command);
    button.textContent = "Selected: copy it with the keyboard";
  }
}

/** The same bytes as the file of the run. */
function download(stored: string, name: string): void {
  const text = `${JSON.stringify(JSON.parse(stored), null, 1)}\n`;
  const link = element(document, "a", {});
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The text is read again at every click: what is measured is what stands there. */
function recheckStored(stored: string, worst: number, error: number): RecheckOutcome {
  try {
    return recheck(JSON.parse(stored) as StoredWitness, { worst, error });
  } catch (problem) {
    return { ok: false, reason: problem instanceof Error ? problem.message : String(problem) };
  }
}

function attach(card: PageElement): void {
  const { claim = "", file = "", worst = "", error = "" } = card.dataset;
  const stored = (): string => card.querySelector("pre.witness-data")?.textContent ?? "";
  const command = card.querySelector("code.command");
  if (command !== null) onButton(card, "copy", (button) => void copy(command, button));
  onButton(card, "download", () => download(stored(), file));
  const result = card.querySelector(".recheck-result");
  if (result === null) return;
  onButton(card, "recheck", (button) => {
    button.disabled = true;
    result.replaceChildren("Measuring…");
    // the words are painted before the measurement takes the thread
    setTimeout(() => {
      result.replaceChildren(...resultOf(document, recheckStored(stored(), Number(worst), Number(error)), claim));
      button.disabled = false;
    }, 30);
  });
}

for (const card of document.querySelectorAll("section.witness")) attach(card);
