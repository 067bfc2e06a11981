// The page without this script is complete: it adds a filter that lives in the address, and every table as CSV and LaTeX.
"use strict";
{
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // Filter: "#?text=dichotomy&verdict=violated" is an address like any other.
  const fields = ["text", "verdict", "severity", "spec"];
  const claims = [...document.querySelectorAll("table.overview tbody tr")];
  const controls = [...document.querySelectorAll("table.controls tbody tr")];
  const rows = [...claims, ...controls].map((row) => ({ row, text: row.textContent.toLowerCase(), ...row.dataset }));
  const sectionOf = (row) => {
    const link = row.querySelector("a.name");
    return link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  };
  const sections = new Map(claims.map((row) => [row, sectionOf(row)]));
  const inputs = {};
  const status = make("output", { className: "matches" });
  const wanted = () => Object.fromEntries(fields.map((field) => [field, inputs[field].value]));
  const fits = (entry, { text, ...exact }) =>
    text.toLowerCase().split(/\s+/).every((word) => entry.text.includes(word)) &&
    Object.entries(exact).every(([field, value]) => value === "" || entry[field] === value);

  // Found once, at the first use of the filter: a page has a hundred thousand elements.
  let parts = null;
  const findParts = () => [
    ...[...document.querySelectorAll(".overview-of-spec, #controls > .scroll")].map((part) => ({ part, own: [...part.querySelectorAll("tbody > tr")] })),
    ...[...document.querySelectorAll("section.spec")].map((part) => ({
      part,
      own: [...part.children].filter((one) => one.matches("article.claim")),
    })),
  ];
  const apply = () => {
    const filter = wanted();
    const found = rows.filter((entry) => {
      const shown = fits(entry, filter);
      entry.row.hidden = !shown;
      const section = sections.get(entry.row);
      if (section) section.hidden = !shown;
      return shown;
    });
    parts ??= findParts();
    for (const { part, own } of parts) part.hidden = own.length > 0 && own.every((one) => one.hidden);
    const active = Object.values(filter).some((value) => value !== "");
    status.value = active ? `${found.length} of ${rows.length} claims and controls` : "";
    return active;
  };
  let later = 0;
  const remember = () => {
    const set = Object.entries(wanted()).filter(([, value]) => value !== "");
    apply();
    // The rows first, then the address: writing it takes a browser longer than hiding a thousand rows.
    clearTimeout(later);
    later = setTimeout(() => history.replaceState(null, "", set.length > 0 ? `#?${new URLSearchParams(set)}` : "#claims"), 50);
  };
  const recall = () => {
    if (location.hash.startsWith("#?")) {
      const filter = new URLSearchParams(location.hash.slice(2));
      for (const field of fields) inputs[field].value = filter.get(field) ?? "";
      apply();
      return;
    }
    // A link into the page shows its target, whatever the filter says.
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest("[hidden]")) return;
    for (const field of fields) inputs[field].value = "";
    apply();
    target.scrollIntoView();
  };
  const choice = (field, values) => {
    const options = [...new Set(values)].sort().map((value) => make("option", { value, textContent: value }));
    inputs[field] = make("select", { name: field, oninput: remember }, make("option", { value: "", textContent: "all" }), ...options);
    return make("label", {}, `${field} `, inputs[field]);
  };
  const place = document.getElementById("filter");
  if (place && rows.length > 0) {
    inputs.text = make("input", { type: "search", name: "text", oninput: remember });
    place.append(
      make("label", {}, "filter ", inputs.text),
      ...["verdict", "severity", "spec"].map((field) => choice(field, rows.map((entry) => entry[field]))),
      status,
    );
    place.hidden = false;
    addEventListener("hashchange", recall);
    recall();
  }

  // A formula wider than its box scrolls there, and the keyboard has to reach the box. An observer never asks for a layout of its own.
  const reach = new ResizeObserver((entries) => {
    for (const [box, wide] of entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth])) {
      const name = box.closest("tr")?.querySelector(".name, .permalink")?.textContent ?? "";
      const group = { role: "group", tabindex: "0", "aria-label": `Formula of ${name}` };
      for (const [key, value] of Object.entries(group)) wide ? box.setAttribute(key, value) : box.removeAttribute(key);
    }
  });
  for (const box of document.querySelectorAll(".statement")) reach.observe(box);

  // Tables: numbers in full where the page rounds them, a number and its error bar as two columns.
  const cellText = (cell) => {
    const copy = cell.cloneNode(true);
    for (const math of copy.querySelectorAll("math")) math.replaceWith(` ${math.getAttribute("aria-label")} `);
    for (const drawing of copy.querySelectorAll("svg")) drawing.remove();
    for (const line of copy.querySelectorAll("br")) line.replaceWith(" ");
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    return /^\d{1,3}(?:,\d{3})+$/.test(text) ? text.replaceAll(",", "") : text;
  };
  const partsOf = (cell, twice) => {
    const raw = cell.dataset.v;
    const parts = raw === undefined ? [cellText(cell)] : raw.split(",");
    return twice && parts.length < 2 ? [...parts, cell.tagName === "TH" ? `${parts[0]} error` : ""] : parts;
  };
  /** Without the columns of drawings. */
  const cellsOf = (table) => {
    const [head, ...body] = [...table.rows].map((row) => [...row.cells]);
    const drawn = head.map((_, k) => body.every((cells) => cells[k] && cellText(cells[k]) === ""));
    return [head, ...body].map((cells) => cells.filter((_, k) => !drawn[k]));
  };
  const matrix = (table) => {
    const all = cellsOf(table);
    const twice = (k) => all.some((cells) => cells[k]?.dataset.v?.includes(","));
    return all.map((cells) => cells.flatMap((cell, k) => partsOf(cell, twice(k))));
  };
  // A spreadsheet must not take a name for a formula.
  const csvCell = (text) => {
    const inert = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  const csv = (table) => `${matrix(table).map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
  const texNames = { "\\": "backslash", "~": "asciitilde", "^": "asciicircum", "<": "less", ">": "greater", "|": "bar" };
  const texSign = (sign) => (texNames[sign] ? `\\text${texNames[sign]}{}` : `\\${sign}`);
  const tex = (text) => text.replace(/[\\{}&%$#_~^<>|]/g, texSign);
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
  const exponent = (text) => [...text].map((sign) => "0123456789-"[raised.indexOf(sign)]).join("");
  // For a paper: rounded as the page rounds.
  const texCell = (cell) =>
    tex(cellText(cell))
      .replace(/ × 10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)/g, (_, power) => `$\\times10^{${exponent(power)}}$`)
      .replace(/−/g, "$-$")
      .replace(/±/g, "$\\pm$");
  const latex = (table) => {
    const cells = cellsOf(table);
    const columns = cells.at(-1).map((cell) => (getComputedStyle(cell).textAlign === "right" ? "r" : "l")).join("");
    const [head, ...body] = cells.map((row) => `${row.map(texCell).join(" & ")} \\\\`);
    return [`\\begin{tabular}{${columns}}`, "\\hline", head, "\\hline", ...body, "\\hline", "\\end{tabular}", ""].join("\n");
  };
  const save = (text, name, type) => {
    const href = URL.createObjectURL(new Blob([text], { type }));
    make("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  };
  const kinds = [
    ["CSV", "csv", "text/csv", csv],
    ["LaTeX", "tex", "application/x-tex", latex],
  ];
  for (const [i, table] of [...document.querySelectorAll("main table")].entries()) {
    const what = table.caption?.textContent ?? table.closest("[aria-label]")?.getAttribute("aria-label") ?? `table ${i + 1}`;
    const name = what.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60);
    const buttons = kinds.map(([word, ending, type, write]) => {
      const button = make("button", { type: "button", textContent: word });
      button.setAttribute("aria-label", `${word} of ${what}`);
      button.onclick = () => save(write(table), `${name}.${ending}`, type);
      return button;
    });
    (table.closest(".scroll") ?? table).after(make("p", { className: "export" }, ...buttons));
  }
}
