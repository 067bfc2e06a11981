/** The part of the DOM that this folder uses; the project is compiled without a browser's types. */

export interface MarkupElement {
  readonly nodeType: number;
  readonly localName: string;
  readonly textContent: string | null;
  readonly outerHTML: string;
  readonly childNodes: Iterable<MarkupElement>;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly getAttribute: (name: string) => string | null;
  readonly setAttribute: (name: string, value: string) => void;
  readonly removeAttribute: (name: string) => void;
  readonly querySelectorAll: (selector: string) => Iterable<MarkupElement>;
  readonly remove: () => void;
  readonly replaceChild: (next: MarkupElement, old: MarkupElement) => void;
  readonly ownerDocument: { readonly createElementNS: (space: string, name: string) => MarkupElement };
}
