import css from "./Progress.module.css";

/** `total: null` means that nobody knows yet how much there is. */
export function Progress({ label, done, total }: Readonly<{ label: string; done: number; total: number | null }>) {
  const share = total ? Math.min(1, done / total) : null;
  return (
    <div className={css.track} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === null ? undefined : Math.round(share * 100)}>
      <span className={share === null ? css.unknown : css.bar} style={share === null ? undefined : { width: `${share * 100}%` }} />
    </div>
  );
}
