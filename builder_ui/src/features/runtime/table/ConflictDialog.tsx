import type { FormDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useLanguage, useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { Modal } from "@/ui/Modal";
import type { Conflict } from "./edit";
import css from "./table.module.css";

interface ConflictDialogProps {
  form: FormDef;
  conflict: Conflict | null;
  onAnswer: (keepMine: boolean) => void;
}

/** Two people changed the same cell: both values are shown, one is chosen. */
export function ConflictDialog({ form, conflict, onAnswer }: Readonly<ConflictDialogProps>) {
  const t = useT("runtime");
  const language = useLanguage();
  const field = conflict ? form.fields[conflict.field] : undefined;
  if (!conflict || !field) return null;
  const text = (value: Conflict["mine"]): string =>
    fieldType(field.type).format(value, field, language) || t("runtime:edit.empty");
  return (
    <Modal
      open
      size="sm"
      title={t("runtime:edit.conflict_title")}
      onClose={() => onAnswer(false)}
      footer={
        <>
          <Button onClick={() => onAnswer(false)}>{t("runtime:edit.take_theirs")}</Button>
          <Button look="primary" data-autofocus onClick={() => onAnswer(true)}>
            {t("runtime:edit.keep_mine")}
          </Button>
        </>
      }
    >
      <p>{t("runtime:edit.conflict_text", { field: field.label })}</p>
      <dl className={css.conflict}>
        <dt>{t("runtime:edit.theirs")}</dt>
        <dd>{text(conflict.theirs)}</dd>
        <dt>{t("runtime:edit.mine")}</dt>
        <dd>{text(conflict.mine)}</dd>
      </dl>
    </Modal>
  );
}
