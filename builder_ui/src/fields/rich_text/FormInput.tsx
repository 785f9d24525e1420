import type { ClipboardEvent, KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { IconLink } from "@/ui/icons";
import { IconBold, IconClearFormat, IconHeading, IconItalic, IconListBullets, IconListNumbers, IconQuote, IconStrike, IconUnderline } from "@/ui/toolIcons";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";
import { cleaned, safeHref } from "./clean";
import { escaped, markedUp } from "./markup";
import css from "./rich.module.css";
import { Shown } from "./Shown";

const MARKS = [
  ["bold", IconBold],
  ["italic", IconItalic],
  ["underline", IconUnderline],
  ["strikeThrough", IconStrike],
] as const;
const LISTS = [
  ["insertUnorderedList", IconListBullets],
  ["insertOrderedList", IconListNumbers],
] as const;

/** The browser's own editing with a row of buttons; what is pasted is cleaned as the server cleans it. */
export function FormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required, readOnly = false, autoFocus = false }: FormInputProps) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<string | null>(null);
  const [on, setOn] = useState<readonly string[]>([]);

  // The box holds what is typed; it is filled again only when the value comes from elsewhere.
  useEffect(() => {
    if (!box.current || asText(value) === last.current) return;
    last.current = asText(value);
    box.current.innerHTML = cleaned(asText(value));
  }, [value]);
  useEffect(() => {
    document.execCommand("defaultParagraphSeparator", false, "p");
    document.execCommand("styleWithCSS", false, "false");
    if (autoFocus) box.current?.focus();
  }, [autoFocus]);

  const tell = () => {
    const html = cleaned(box.current?.innerHTML ?? "");
    last.current = html;
    onChange(html || null);
    look();
  };
  const look = () => setOn([...MARKS, ...LISTS].map(([name]) => name).filter((name) => document.queryCommandState(name)));
  const run = (command: string, argument?: string) => {
    box.current?.focus();
    document.execCommand(command, false, argument);
    tell();
  };
  const block = (tag: string) => run("formatBlock", document.queryCommandValue("formatBlock").toLowerCase() === tag ? "p" : tag);
  const link = () => {
    const typed = window.prompt(t("fields:rich.link_address"), "https://");
    const href = typed === null ? null : safeHref(/^[a-z]+:/i.test(typed) ? typed : `https://${typed}`);
    if (typed === "") run("unlink");
    else if (href) run("createLink", href);
  };
  const onPaste = (event: ClipboardEvent) => {
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    if (!html && !text) return;
    event.preventDefault();
    document.execCommand("insertHTML", false, html ? cleaned(html) : text.includes("\n") ? markedUp(text) : escaped(text));
    tell();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      link();
    }
  };

  if (readOnly) return <Shown html={asText(value)} />;
  const button = (name: string, Icon: typeof IconBold, press: () => void) => <IconButton key={name} size="sm" icon={Icon} label={t(`fields:rich.${name}`)} aria-pressed={on.includes(name)} onMouseDown={(event) => event.preventDefault()} onClick={press} />;
  return (
    <div className={css.frame} data-invalid={invalid || undefined}>
      <div className={css.tools} role="toolbar" aria-label={t("fields:rich.tools", { label: field.label })}>
        {MARKS.map(([name, Icon]) => button(name, Icon, () => run(name)))}
        {button("heading", IconHeading, () => block("h2"))}
        {LISTS.map(([name, Icon]) => button(name, Icon, () => run(name)))}
        {button("quote", IconQuote, () => block("blockquote"))}
        {button("link", IconLink, link)}
        {button("clear", IconClearFormat, () => run("removeFormat"))}
      </div>
      <div
        ref={box}
        id={id}
        className={`${css.shown} ${css.box}`}
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline="true"
        aria-label={field.label}
        aria-required={required}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        tabIndex={0}
        onInput={tell}
        onKeyUp={look}
        onMouseUp={look}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
    </div>
  );
}
