import type { ReactNode } from "react";
import { createElement } from "react";
import { isGone, keptTag, parsed, safeHref } from "./clean";
import css from "./rich.module.css";

const VOID = new Set(["br", "hr"]);
const span = (text: string | null): number | undefined => (text && /^\d{1,3}$/.test(text) ? Number(text) : undefined);

/** Elements made anew from the kept tags: nothing that stands in the text runs or loads. */
function made(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || isGone(node)) return null;
  const inner = [...node.childNodes].map(made);
  const tag = keptTag(node);
  if (!tag) return inner;
  if (VOID.has(tag)) return createElement(tag, { key });
  if (tag === "a") {
    const href = safeHref(node.getAttribute("href"));
    return href ? <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow" onClick={(event) => event.stopPropagation()}>{inner}</a> : <span key={key}>{inner}</span>;
  }
  const spans = tag === "td" || tag === "th" ? { colSpan: span(node.getAttribute("colspan")), rowSpan: span(node.getAttribute("rowspan")) } : {};
  return createElement(tag, { key, ...spans }, ...inner);
}

export function Shown({ html }: Readonly<{ html: string }>) {
  return <div className={css.shown}>{[...parsed(html).childNodes].map(made)}</div>;
}
