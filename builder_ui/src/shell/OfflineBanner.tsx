import { useEffect, useState } from "react";
import { useT } from "@/i18n";
import { IconWifiOff } from "@/ui/icons";
import css from "./Shell.module.css";

/** Says that what is typed cannot be saved right now. */
export function OfflineBanner() {
  const t = useT();
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    return () => {
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
    };
  }, []);
  return <div role="status">{!online && <div className={css.banner}><IconWifiOff size={16} />{t("common:offline")}</div>}</div>;
}
