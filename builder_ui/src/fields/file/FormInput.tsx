import { useRef, useState } from "react";
import { fileAddress } from "@/api/queries";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { formatSize } from "@/lib/format";
import { Button, IconButton } from "@/ui/Button";
import { IconFile, IconUpload, IconX } from "@/ui/icons";
import { Progress } from "@/ui/Progress";
import type { FormInputProps } from "../contract";
import { useUploads } from "../shared/useUploads";
import css from "./file.module.css";
import { filesOf } from "./index";

/** Choose, drop or paste; each upload shows how far it is and can be stopped. */
export function FormInput({ id, field, value, onChange, onBlur, place, describedBy, invalid, readOnly }: FormInputProps) {
  const t = useT();
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const files = filesOf(value);
  const { running, start, stop, put } = useUploads(files, (next) => onChange(next as unknown as Json[]));

  return (
    <div
      className={css.area}
      data-over={over || undefined}
      data-invalid={invalid || undefined}
      data-still={readOnly || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!readOnly);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!readOnly) start([...event.dataTransfer.files]);
      }}
      onPaste={(event) => event.clipboardData.files.length > 0 && !readOnly && start([...event.clipboardData.files])}
    >
      {(files.length > 0 || running.length > 0) && (
        <ul className={css.list}>
          {files.map((one) => (
            <li key={one.id} className={css.item}>
              <IconFile size={16} />
              {place.record === null ? <span className="cut">{one.name}</span> : <a className="cut" href={fileAddress(one.id, `${place.app}/${place.form}/${place.record}/${field.id}`)} download={one.name}>{one.name}</a>}
              <span className="muted small num">{formatSize(one.size)}</span>
              {!readOnly && <IconButton size="sm" icon={IconX} label={t("fields:remove_file", { name: one.name })} onClick={() => put(files.filter((other) => other.id !== one.id))} />}
            </li>
          ))}
          {running.map((one) => (
            <li key={one.key} className={css.item}>
              <IconUpload size={16} />
              <span className={css.running}>
                <span className="cut">{one.name}</span>
                {one.error ? <span className={css.error} role="alert">{one.error}</span> : <Progress label={t("fields:uploading", { name: one.name })} done={one.share} total={1} />}
              </span>
              <IconButton size="sm" icon={IconX} label={t("fields:stop_upload", { name: one.name })} onClick={() => stop(one)} />
            </li>
          ))}
        </ul>
      )}
      {!readOnly && (
        <div className={css.row}>
          <Button id={id} size="sm" icon={IconUpload} aria-describedby={describedBy} aria-invalid={invalid || undefined} onClick={() => chooser.current?.click()} onBlur={onBlur}>{t("fields:add_file")}</Button>
          <span className="muted small">{t("fields:or_drop")}</span>
        </div>
      )}
      {readOnly && files.length === 0 && <span className="muted">{t("fields:no_files")}</span>}
      <input ref={chooser} type="file" multiple hidden aria-label={field.label} onChange={(event) => { start([...(event.target.files ?? [])]); event.target.value = ""; }} />
    </div>
  );
}
