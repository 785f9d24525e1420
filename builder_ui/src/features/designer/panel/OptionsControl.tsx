import type { ClipboardEvent, KeyboardEvent } from "react";
import { useId, useState } from "react";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { Button, IconButton } from "@/ui/Button";
import { Accessibility, DragDropProvider, Feedback, PointerSensor, useSortable } from "@/ui/dnd";
import type { Plugins } from "@/ui/dnd";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@/ui/icons";
import { IconDots, IconGrip } from "@/ui/toolIcons";
import { Frame, Input } from "@/ui/Input";
import { Menu } from "@/ui/Menu";
import { hueOf } from "@/ui/Tag";
import { useDesigner } from "../context";
import { COLORS, labelsOf, optionTrees, withLabels } from "../model/options";
import type { Edit, Tree } from "../model/types";
import type { ControlProps } from "./controls";
import css from "./panel.module.css";

interface RowProps {
  option: Tree;
  index: number;
  options: readonly Tree[];
  at: string;
  form: string;
  field: string;
  change: (edits: readonly Edit[]) => void;
  onPaste: (index: number, event: ClipboardEvent<HTMLInputElement>) => void;
  onEnter: (index: number) => void;
}

const SENSORS = [PointerSensor];
/** Alt and the arrows do it without a mouse: the library's own keys and roles stay away. */
const plugins = (defaults: Plugins): Plugins => [...defaults.filter((plugin) => plugin !== Accessibility && plugin !== Feedback), Feedback.configure({ dropAnimation: null })];

const afterAt = (options: readonly Tree[], id: string, index: number): string | null => {
  const others = options.filter((one) => one.id !== id);
  return index <= 0 ? null : String(others[index - 1]?.id ?? "");
};

function OptionRow({ option, index, options, at, form, field, change, onPaste, onEnter }: Readonly<RowProps>) {
  const t = useT("designer");
  const id = String(option.id);
  const label = String(option.label ?? id);
  const { ref, handleRef, isDragging } = useSortable({ id, index });
  const [typed, setTyped] = useState<string | null>(null);
  const finish = (): void => {
    const next = typed?.trim();
    setTyped(null);
    if (next && next !== label) change([{ op: "label", at: `${at}/${id}/label`, text: next }]);
  };
  const move = (by: 1 | -1): void => {
    const to = index + by;
    if (to >= 0 && to < options.length) change([{ op: "move", at, item: id, after: afterAt(options, id, to) }]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) move(event.key === "ArrowUp" ? -1 : 1);
    else if (event.key === "Enter") {
      finish();
      onEnter(index);
    } else if (event.key === "Escape") setTyped(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const others = options.filter((one) => one.id !== id);
  return (
    <li ref={ref} className={css.option} data-option={id} data-dragging={isDragging || undefined}>
      <span ref={handleRef} className={css.handle} aria-hidden="true"><IconGrip size={14} /></span>
      <span className={css.dot} style={{ background: `var(--tag-${hueOf(typeof option.color === "string" ? option.color : null)}-solid)` }} aria-hidden="true" />
      <Input value={typed ?? label} aria-label={t("designer:options.nth", { n: index + 1 })} data-option-label={id} maxLength={200} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={finish} onKeyDown={onKeyDown} onPaste={(event) => onPaste(index, event)} />
      <Menu
        target={<IconButton size="sm" icon={IconDots} label={t("designer:options.menu", { option: label })} />}
        sections={[
          { key: "color", label: t("designer:options.color"), items: COLORS.map((color) => ({ key: color, label: <span className={css.swatch}><i style={{ background: `var(--tag-${hueOf(color)}-solid)` }} />{t(`designer:colors.${color}`)}</span>, checked: option.color === color, onSelect: () => change([{ op: "set", at: `${at}/${id}/color`, to: color }]) })) },
          {
            key: "order",
            items: [
              { key: "up", icon: IconArrowUp, label: t("designer:move_up"), disabled: index === 0, onSelect: () => move(-1) },
              { key: "down", icon: IconArrowDown, label: t("designer:move_down"), disabled: index === options.length - 1, onSelect: () => move(1) },
            ],
          },
          { key: "merge", label: t("designer:options.merge"), items: others.slice(0, 20).map((one) => ({ key: `m${String(one.id)}`, label: String(one.label ?? one.id), onSelect: () => change([{ op: "merge_options", form, field, options: [id], into: String(one.id) }]) })) },
          { key: "end", items: [{ key: "delete", icon: IconTrash, danger: true, label: t("designer:options.delete"), disabled: options.length < 2, onSelect: () => change([{ op: "remove", at: `${at}/${id}` }]) }] },
        ]}
      />
    </li>
  );
}

/** The options of a choice: names, colours, order; a pasted list becomes options. */
export function OptionsControl({ label, help, value, field, at }: Readonly<ControlProps>) {
  const t = useT("designer");
  const id = useId();
  const { form, edit } = useDesigner();
  const options = optionTrees(value);
  const change = (edits: readonly Edit[]): void => void edit(edits);
  const focus = (option: string): void => void requestAnimationFrame(() => document.querySelector<HTMLInputElement>(`[data-option-label="${CSS.escape(option)}"]`)?.select());

  const insert = (labels: readonly string[], index: number): void => {
    const made = withLabels(options, labels, index);
    const edits: Edit[] = made.flatMap((one, place): Edit[] => (options.includes(one) ? [] : [{ op: "insert", at, item: one as Json, after: place === 0 ? null : String(made[place - 1]?.id) }]));
    const last = made.find((one) => !options.includes(one));
    change(edits);
    if (last && labels.length === 1) focus(String(last.id));
  };
  const add = (index: number): void => {
    const names = new Set(options.map((one) => String(one.label)));
    let n = options.length + 1;
    while (names.has(t("designer:options.new", { n }))) n += 1;
    insert([t("designer:options.new", { n })], index);
  };
  const onPaste = (index: number, event: ClipboardEvent<HTMLInputElement>): void => {
    const labels = labelsOf(event.clipboardData.getData("text/plain"));
    if (labels.length < 2) return;
    event.preventDefault();
    insert(labels, index);
  };

  if (typeof value === "string") {
    return (
      <Frame label={label} htmlFor={id} group>
        <p className={css.sentence}>{t("designer:options.shared", { list: value.replace("$options.", "") })}</p>
        <div className={css.buttons}>
          <Button size="sm" onClick={() => change([{ op: "set", at, to: (field.settings.options ?? []).map(({ id: one, label: name, color }) => ({ id: one, label: name, ...(color ? { color } : {}) })) }])}>{t("designer:options.own")}</Button>
        </div>
      </Frame>
    );
  }
  return (
    <Frame label={label} htmlFor={id} help={help ?? t("designer:options.hint")} group>
      <DragDropProvider
        sensors={SENSORS}
        plugins={plugins}
        onDragEnd={({ operation, canceled }) => {
          const source = operation.source as { id: unknown; index?: number; initialIndex?: number } | null;
          const to = source?.index;
          if (canceled || !source || to === undefined || to === source.initialIndex) return;
          queueMicrotask(() => change([{ op: "move", at, item: String(source.id), after: afterAt(options, String(source.id), to) }]));
        }}
      >
        <ul className={css.options}>
          {options.map((option, index) => (
            <OptionRow key={String(option.id)} option={option} index={index} options={options} at={at} form={form.id} field={field.id} change={change} onPaste={onPaste} onEnter={add} />
          ))}
        </ul>
      </DragDropProvider>
      <div className={css.buttons}>
        <Button size="sm" look="quiet" icon={IconPlus} onClick={() => add(options.length - 1)}>{t("designer:options.add")}</Button>
      </div>
    </Frame>
  );
}
