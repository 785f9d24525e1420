import { useEffect, useRef, useState } from "react";
import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { isComposing, isTyping } from "@/lib/keyboard";
import { useRecordWalk } from "@/lib/recordWalk";
import { IconButton, LinkButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import { IconArrowDown, IconArrowUp, IconX } from "@/ui/icons";
import { IconExpand } from "@/ui/toolIcons";
import { anyLayerOpen } from "@/ui/layers";
import { toast } from "@/ui/Toast";
import css from "./record.module.css";
import { RecordView } from "./RecordView";

interface RecordPanelProps {
  app: string;
  form: FormDef;
  id: number;
  onClose: () => void;
  onGo: (id: number) => void;
}

const WIDTH = "formwright.panel.width";
const [LEAST, MOST] = [380, 860];

/** The record beside the list: J and K walk on, Escape goes back to the list. On phones it covers the page. */
export function RecordPanel({ app, form, id, onClose, onGo }: Readonly<RecordPanelProps>) {
  const t = useT("record");
  const phone = usePhone();
  const panel = useRef<HTMLElement>(null);
  const walk = useRecordWalk((state) => state.walk);
  const [width, setWidth] = useState(() => Math.min(MOST, Math.max(LEAST, Number(localStorage.getItem(WIDTH)) || 480)));
  const walks = walk?.app === app && walk.form === form.id;

  const resize = (next: number) => {
    const kept = Math.min(MOST, Math.max(LEAST, next));
    setWidth(kept);
    localStorage.setItem(WIDTH, String(kept));
  };

  const step = async (by: 1 | -1) => {
    if (!walks || !walk) return;
    const next = await walk.neighbour(id, by);
    if (next === null) toast({ kind: "info", text: t(by === 1 ? "record:last_record" : "record:first_record"), stay: 2500 });
    else onGo(next);
  };

  useEffect(() => panel.current?.focus({ preventScroll: true }), []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isComposing(event) || event.defaultPrevented || anyLayerOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        if (isTyping(event.target)) return;
        event.preventDefault();
        onClose();
        return;
      }
      if (isTyping(event.target)) return;
      if (event.key === "j" || event.key === "J") void step(1);
      else if (event.key === "k" || event.key === "K") void step(-1);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <aside ref={panel} tabIndex={-1} className={css.panel} style={phone ? undefined : { width }} aria-label={t("record:panel", { form: form.label })}>
      {!phone && (
        <div
          role="separator"
          aria-orientation="vertical"
          aria-label={t("record:panel_width")}
          aria-valuenow={width}
          aria-valuemin={LEAST}
          aria-valuemax={MOST}
          tabIndex={0}
          className={css.edge}
          onKeyDown={(event) => {
            if (event.key === "ArrowLeft") resize(width + 24);
            else if (event.key === "ArrowRight") resize(width - 24);
          }}
          onPointerDown={(event) => {
            const start = event.clientX;
            const target = event.currentTarget;
            target.setPointerCapture(event.pointerId);
            const move = (now: PointerEvent) => resize(width + start - now.clientX);
            target.addEventListener("pointermove", move);
            target.addEventListener("pointerup", () => target.removeEventListener("pointermove", move), { once: true });
          }}
        />
      )}
      <div className={css.panelBar}>
        <IconButton size="sm" icon={IconArrowUp} label={t("record:previous")} disabled={!walks} onClick={() => void step(-1)} />
        <IconButton size="sm" icon={IconArrowDown} label={t("record:next")} disabled={!walks} onClick={() => void step(1)} />
        <span className={css.grow} />
        <LinkButton size="sm" look="quiet" icon={IconExpand} to={`/a/${app}/f/${form.id}/r/${id}`}>{t("record:open_page")}</LinkButton>
        <IconButton size="sm" icon={IconX} label={t("record:close_panel")} onClick={onClose} />
      </div>
      <div className={css.panelBody}>
        <RecordView key={id} app={app} form={form} id={id} roomy={false} onGone={onClose} />
      </div>
    </aside>
  );
}
