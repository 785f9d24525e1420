import { useRef, useState } from "react";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconUpload, IconX } from "@/ui/icons";
import { Progress } from "@/ui/Progress";
import type { FormInputProps } from "../contract";
import { filesOf } from "../file";
import { useUploads } from "../shared/useUploads";
import { Gallery } from "./Gallery";
import { Picture } from "./Picture";
import css from "./image.module.css";

const TYPES = "image/jpeg,image/png,image/webp,image/gif";

/** Tiles to look at; choose, drop, paste, or take one with the camera of a phone. */
export function FormInput({ id, field, value, place, onChange, onBlur, describedBy, invalid, readOnly }: FormInputProps) {
  const t = useT();
  const [over, setOver] = useState(false);
  const [shown, setShown] = useState<number | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const files = filesOf(value);
  const { running, start, stop, put } = useUploads(files, (next) => onChange(next as unknown as Json[]));
  const most = typeof field.settings.max === "number" ? field.settings.max : Infinity;
  const room = !readOnly && files.length + running.length < most;
  const take = (chosen: readonly File[]) => room && start(chosen.slice(0, most - files.length - running.length));
  return (
    <div
      className={css.area}
      data-over={over || undefined}
      data-invalid={invalid || undefined}
      data-bare={readOnly || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(room);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      }}
      onPaste={(event) => event.clipboardData.files.length > 0 && take([...event.clipboardData.files])}
    >
      {(files.length > 0 || running.length > 0) && (
        <ul className={css.tiles}>
          {files.map((one, at) => (
            <li key={one.id} className={css.tile}>
              <button type="button" className={css.look} aria-label={t("fields:look_at", { name: one.name })} title={one.name} onClick={() => setShown(at)}><Picture file={one} size="medium" /></button>
              {!readOnly && <span className={css.remove}><IconButton size="sm" icon={IconX} label={t("fields:remove_file", { name: one.name })} onClick={() => put(files.filter((other) => other.id !== one.id))} /></span>}
            </li>
          ))}
          {running.map((one) => (
            <li key={one.key} className={css.tile} data-running>
              <span className="cut small">{one.name}</span>
              {one.error ? <span className={css.error} role="alert">{one.error}</span> : <Progress label={t("fields:uploading", { name: one.name })} done={one.share} total={1} />}
              <span className={css.remove}><IconButton size="sm" icon={IconX} label={t("fields:stop_upload", { name: one.name })} onClick={() => stop(one)} /></span>
            </li>
          ))}
        </ul>
      )}
      {room && (
        <div className={css.row}>
          <Button id={id} size="sm" icon={IconUpload} aria-describedby={describedBy} aria-invalid={invalid || undefined} onClick={() => chooser.current?.click()} onBlur={onBlur}>{t(field.settings.camera ? "fields:take_picture" : "fields:add_picture")}</Button>
          <span className="muted small">{t("fields:or_drop_pictures")}</span>
        </div>
      )}
      {readOnly && files.length === 0 && <span className="muted">{t("fields:no_files")}</span>}
      <input ref={chooser} type="file" multiple={most > 1} accept={TYPES} capture={field.settings.camera ? "environment" : undefined} hidden aria-label={field.label} onChange={(event) => { take([...(event.target.files ?? [])]); event.target.value = ""; }} />
      {shown !== null && <Gallery files={files} at={shown} label={field.label} record={place.record === null ? null : `${place.app}/${place.form}/${place.record}/${field.id}`} onClose={() => setShown(null)} />}
    </div>
  );
}
