import { useState } from "react";
import { fileAddress } from "@/api/queries";
import type { FileValue } from "@/api/types";
import { useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { IconChevronLeft, IconChevronRight, IconDownload } from "@/ui/icons";
import { Modal } from "@/ui/Modal";
import { Picture } from "./Picture";
import css from "./image.module.css";

interface GalleryProps {
  files: readonly FileValue[];
  at: number;
  label: string;
  /** Where the files lie; null while the record is being made. */
  record: string | null;
  onClose: () => void;
}

/** One picture large; arrows lead to the others. */
export function Gallery({ files, at, label, record, onClose }: Readonly<GalleryProps>) {
  const t = useT();
  const [now, setNow] = useState(at);
  const one = files[Math.min(now, files.length - 1)];
  if (!one) return null;
  const turn = (by: number) => setNow((now + by + files.length) % files.length);
  return (
    <Modal open size="xl" title={files.length > 1 ? `${label} ${now + 1}/${files.length}` : label} onClose={onClose}>
      <div
        className={css.gallery}
        tabIndex={-1}
        data-autofocus
        onKeyDown={(event) => {
          if (event.key === "ArrowRight") turn(1);
          else if (event.key === "ArrowLeft") turn(-1);
        }}
      >
        <div className={css.large}><Picture key={one.id} file={one} size="large" /></div>
        <div className={css.below}>
          {files.length > 1 && <IconButton icon={IconChevronLeft} label={t("fields:previous_picture")} onClick={() => turn(-1)} />}
          <span className="cut">{one.name}</span>
          {files.length > 1 && <IconButton icon={IconChevronRight} label={t("fields:next_picture")} onClick={() => turn(1)} />}
          {record !== null && <a className={css.download} href={fileAddress(one.id, record)} download={one.name} aria-label={t("fields:download", { name: one.name })} title={t("fields:download", { name: one.name })}><IconDownload size={18} /></a>}
        </div>
      </div>
    </Modal>
  );
}
