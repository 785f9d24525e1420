import { useT } from "@/i18n";
import { hueOf } from "@/ui/Tag";
import type { FormInputProps } from "../contract";
import { SHARE } from "../percent";
import { TypedFormInput } from "../shared/TypedFormInput";
import { colorOf, shareOf } from "./index";
import css from "./progress.module.css";

/** A slider to drag beside a box to type the percentage. */
export function FormInput(props: FormInputProps) {
  const t = useT();
  const { id, field, value, onChange, onBlur, readOnly } = props;
  const color = colorOf(value, field);
  return (
    <div className={css.input} style={{ "--filled": `${shareOf(value) * 100}%`, ...(color ? { "--bar": `var(--tag-${hueOf(color)}-solid)` } : {}) } as React.CSSProperties}>
      <input
        type="range"
        className={css.slider}
        aria-label={t("fields:progress_of", { label: field.label, share: SHARE.format(value) || "0%" })}
        min={0}
        max={1}
        step={Number(field.settings.step ?? 0.05)}
        value={shareOf(value)}
        disabled={readOnly}
        onChange={(event) => onChange(Number(event.target.value).toFixed(6))}
        onBlur={onBlur}
      />
      <span className={css.box}><TypedFormInput {...props} id={id} /></span>
    </div>
  );
}
