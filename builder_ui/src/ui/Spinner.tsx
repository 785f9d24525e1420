import css from "./Spinner.module.css";

/** Only where something is running that the reader started; loading pages use Skeleton. */
export function Spinner({ size = 18 }: Readonly<{ size?: number }>) {
  return <span className={css.spinner} style={{ width: size, height: size }} aria-hidden="true" />;
}
