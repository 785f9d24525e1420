import { useState } from "react";
import { thumbnailAddress } from "@/api/queries";
import type { FileValue } from "@/api/types";
import { IconImage } from "@/ui/icons";
import css from "./image.module.css";

/** A small picture; a sign in its place where the server could not make one. */
export function Picture({ file, size }: Readonly<{ file: FileValue; size: "small" | "medium" | "large" }>) {
  const [broken, setBroken] = useState(false);
  if (broken) return <span className={css.missing}><IconImage size={18} /></span>;
  return <img className={css.picture} data-size={size} src={thumbnailAddress(file.id, size)} alt={file.name} loading="lazy" draggable={false} onError={() => setBroken(true)} />;
}
