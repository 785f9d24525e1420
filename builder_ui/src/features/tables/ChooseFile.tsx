import { useRef, useState } from "react";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { IconUpload } from "@/ui/icons";
import { Progress } from "@/ui/Progress";
import css from "./tables.module.css";

const TAKEN = ".csv,.tsv,.txt,.xlsx,.xls,.xlsb,.ods,text/csv";

interface ChooseFileProps {
  /** How much of the file has been sent, 0 to 1; null while none is. */
  share: number | null;
  error: Error | null;
  choose: (files: File[]) => void;
}

/** Drop a file or choose one; several CSV files become several forms. */
export function ChooseFile({ share, error, choose }: Readonly<ChooseFileProps>) {
  const t = useT("tables");
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null): void => {
    if (files && files.length > 0 && share === null) choose([...files]);
  };
  return (
    <>
      <div
        className={css.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <IconUpload size={28} />
        {share === null ? (
          <>
            <p>{t("tables:drop")}</p>
            <Button look="primary" data-autofocus="" onClick={() => chooser.current?.click()}>{t("tables:choose")}</Button>
            <p className="muted small">{t("tables:kinds")}</p>
          </>
        ) : (
          <div className={css.sending} aria-live="polite">
            <p>{share < 1 ? t("tables:sending") : t("tables:looking")}</p>
            <Progress label={share < 1 ? t("tables:sending") : t("tables:looking")} done={share} total={share < 1 ? 1 : null} />
          </div>
        )}
        <input
          ref={chooser}
          type="file"
          accept={TAKEN}
          multiple
          hidden
          aria-label={t("tables:choose")}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = "";
          }}
        />
      </div>
      {error && <ErrorState compact error={error} />}
    </>
  );
}
