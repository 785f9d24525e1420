import type { KeyboardEvent, MouseEvent } from "react";
import { Suspense, useState } from "react";
import type { FieldDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { useDraggable } from "@/ui/dnd";
import { IconAlert, IconEyeOff } from "@/ui/icons";
import { IconGrip } from "@/ui/toolIcons";
import { ConditionText } from "../ConditionText";
import type { Hiding } from "../model/hiding";
import css from "./canvas.module.css";
import { useDesigner } from "../context";
import { LabelText } from "./LabelText";

interface FieldCardProps {
  field: FieldDef;
  section: string;
  /** What logic says about whether it is there. */
  hiding: readonly Hiding[];
  problem: string | undefined;
  /** Where something would be dropped, beside this field. */
  zone: string | undefined;
  carried: boolean;
  onKeyDown: (field: string, event: KeyboardEvent<HTMLElement>) => void;
  onBlur: (() => void) | undefined;
}



/** One field as it will stand in the form; its own control, out of reach, under a name that can be changed. */
export function FieldCard({ field, section, hiding, problem, zone, carried, onKeyDown, onBlur }: Readonly<FieldCardProps>) {
  const t = useT("designer");
  const { app, form, selection, select, edit } = useDesigner();
  const [renaming, setRenaming] = useState(false);
  const { ref, isDragging } = useDraggable({ id: `field:${field.id}`, data: { field: field.id, section, label: field.label, type: field.type }, disabled: renaming });
  const type = fieldType(field.type);
  const Icon = type.icon;
  const chosen = selection.kind === "field" && (selection.id === field.id || selection.also.includes(field.id));
  const first = selection.kind === "field" && selection.id === field.id;

  const choose = (event: MouseEvent): void => {
    if (event.shiftKey && selection.kind === "field" && selection.id !== field.id) {
      const also = selection.also.includes(field.id) ? selection.also.filter((one) => one !== field.id) : [...selection.also, field.id];
      select({ ...selection, also });
    } else select({ kind: "field", id: field.id, also: [] });
  };
  const back = (): void => {
    setRenaming(false);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-field-button="${CSS.escape(field.id)}"]`)?.focus());
  };

  return (
    <li
      ref={ref}
      className={type.wide ? `${css.field} ${css.wide}` : css.field}
      data-drop-field={field.id}
      data-chosen={chosen || undefined}
      data-dragging={isDragging || undefined}
      data-carried={carried || undefined}
      data-zone={zone}
      onClick={choose}
    >
      <div className={css.head}>
        <span className={css.grip} aria-hidden="true"><IconGrip size={14} /></span>
        {renaming ? (
          <LabelText
            value={field.label}
            label={t("designer:label_of", { field: field.label })}
            onCancel={back}
            onDone={(text) => {
              void edit([{ op: "label", at: `form/${form.id}/fields/${field.id}/label`, text }]);
              back();
            }}
          />
        ) : (
          <button
            type="button"
            className={css.name}
            data-field-button={field.id}
            aria-pressed={chosen}
            aria-roledescription={t("designer:field_role")}
            aria-describedby="designer-keys"
            tabIndex={first || (selection.kind !== "field" && form.order[0] === field.id) ? 0 : -1}
            onDoubleClick={() => setRenaming(true)}
            onKeyDown={(event) => {
              if (event.key === "F2") {
                event.preventDefault();
                setRenaming(true);
              } else onKeyDown(field.id, event);
            }}
            onBlur={onBlur}
          >
            <Icon size={14} />
            <span>{field.label}</span>
            {field.required && <span className={css.star} aria-hidden="true">*</span>}
            <span className="vh">{field.required ? t("designer:required") : ""}</span>
          </button>
        )}
      </div>
      <div className={css.control} inert>
        <Suspense fallback={<span className={css.room} />}>
          <type.FormInput id={`canvas-${field.id}`} field={field} value={null} place={{ app: app.id, form: form.id, record: null }} readOnly={field.computed !== null} onChange={() => undefined} />
        </Suspense>
      </div>
      {field.help && <p className={css.help}>{field.help}</p>}
      {hiding.map((one) => (
        <p key={one.rule} className={css.note} data-hiding={one.how}>
          <IconEyeOff size={13} />
          <span>{t(`designer:hidden.${one.how}`)} <ConditionText text={one.when} /></span>
        </p>
      ))}
      {problem && <p className={css.problem}><IconAlert size={13} /><span>{problem}</span></p>}
    </li>
  );
}

