/** What people read of formatted text, and formatted text out of what they write. */

export const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&" };

/** What people read, a line for each block. Of HTML that was cleaned: it is only ever shown as text. */
export function plainText(html: string): string {
  return html
    .replace(/\s+/g, " ")
    .replace(/<\/?(?:p|br|hr|pre|blockquote|h[1-3]|ul|ol|li|table|tr|div)\b[^>]*>/gi, "\n")
    .replace(/<t[dh]\b[^>]*>/gi, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) =>
      name ? (ENTITIES[name.toLowerCase()] ?? whole) : String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(decimal ?? hex ?? "32", decimal ? 10 : 16))),
    )
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n");
}

/** Plain text as paragraphs; HTML stays HTML, for the server to clean. */
export const markedUp = (text: string): string => (/^\s*<(p|h[1-3]|ul|ol|table|div|blockquote|pre)\b/i.test(text) ? text : text.split(/\r?\n/).filter((line) => line.trim()).map((line) => `<p>${escaped(line)}</p>`).join(""));
