/** The small part of HTML that the server keeps, out of whatever is pasted or typed. */
import { escaped, plainText } from "./markup";

export const TAGS: ReadonlySet<string> = new Set("p br hr strong b em i u s sub sup code pre blockquote h1 h2 h3 ul ol li a table thead tbody tr th td".split(" "));
/** What editors and other programs write for the same thing. */
const SAME: Readonly<Record<string, string>> = { div: "p", strike: "s", del: "s", h4: "h3", h5: "h3", h6: "h3" };
/** Never shown, not even as text. */
const GONE: ReadonlySet<string> = new Set("script style iframe object svg math template noscript head title".split(" "));

export const parsed = (html: string): HTMLElement => new DOMParser().parseFromString(html, "text/html").body;

/** The tag as it is kept; null for one whose content alone stays. */
export const keptTag = (node: Element): string | null => {
  const name = node.tagName.toLowerCase();
  const same = SAME[name] ?? name;
  return TAGS.has(same) ? same : null;
};

export const isGone = (node: Element): boolean => GONE.has(node.tagName.toLowerCase());

export const safeHref = (href: string | null): string | null => (href && /^(https?:|mailto:|tel:)/i.test(href.trim()) ? href.trim() : null);


function written(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.textContent ?? "");
  if (!(node instanceof Element) || isGone(node)) return "";
  const inner = [...node.childNodes].map(written).join("");
  const tag = keptTag(node);
  if (!tag) return inner;
  if (tag === "br" || tag === "hr") return `<${tag}>`;
  const href = tag === "a" ? safeHref(node.getAttribute("href")) : null;
  // A block in a paragraph, as editors leave it, stands alone.
  if (tag === "p" && /^<(ul|ol|h[1-3]|table|blockquote|pre|hr)/.test(inner)) return inner;
  return href ? `<a href="${escaped(href).replace(/"/g, "&quot;")}">${inner}</a>` : tag === "a" ? inner : `<${tag}>${inner}</${tag}>`;
}

/** The kept part of any HTML; "" when nobody could read anything in it. */
export function cleaned(html: string): string {
  const made = [...parsed(html).childNodes].map(written).join("");
  return plainText(made) || /<(hr|table)/.test(made) ? made : "";
}
