/** The part of a browser that the script of the page uses; the project is compiled without a browser's types. */

export interface PageElement {
  readonly dataset: Readonly<Record<string, string | undefined>>;
  textContent: string | null;
  className: string;
  hidden: boolean;
  disabled: boolean;
  href: string;
  download: string;
  readonly click: () => void;
  readonly append: (...children: readonly (PageElement | string)[]) => void;
  readonly replaceChildren: (...children: readonly (PageElement | string)[]) => void;
  readonly setAttribute: (name: string, value: string) => void;
  readonly closest: (selector: string) => PageElement | null;
  readonly querySelector: (selector: string) => PageElement | null;
  readonly querySelectorAll: (selector: string) => Iterable<PageElement>;
  readonly addEventListener: (type: "click", listen: () => void) => void;
}

export interface Page {
  readonly createElement: (name: string) => PageElement;
  readonly querySelectorAll: PageElement["querySelectorAll"];
}

/** What a copy goes to; refused by browsers that want the page served securely. */
export interface Clipboard {
  readonly writeText: (text: string) => Promise<void>;
}

/** An element with text in it and attributes. */
export function element(
  page: Page,
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (PageElement | string)[]
): PageElement {
  const made = page.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
