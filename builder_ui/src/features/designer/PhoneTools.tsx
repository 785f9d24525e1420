import { useState } from "react";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { IconPlus } from "@/ui/icons";
import { IconSettings } from "@/ui/toolIcons";
import { Sheet } from "@/ui/Modal";
import { useDesigner } from "./context";
import css from "./designer.module.css";
import { Palette } from "./palette/Palette";
import { SidePanel } from "./panel/SidePanel";

/** On a phone palette and properties come as sheets from below. */
export function PhoneTools() {
  const t = useT("designer");
  const { selection } = useDesigner();
  const [open, setOpen] = useState<"palette" | "panel" | null>(null);
  return (
    <div className={css.phoneTools}>
      <Button icon={IconPlus} onClick={() => setOpen("palette")}>{t("designer:add_field")}</Button>
      <Button icon={IconSettings} disabled={selection.kind === "form"} onClick={() => setOpen("panel")}>{t("designer:properties")}</Button>
      <Sheet open={open === "palette"} side="bottom" size="80%" title={t("designer:palette")} onClose={() => setOpen(null)}><Palette /></Sheet>
      <Sheet open={open === "panel" && selection.kind !== "form"} side="bottom" size="80%" title={t("designer:properties")} onClose={() => setOpen(null)}><SidePanel /></Sheet>
    </div>
  );
}
