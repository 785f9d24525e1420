import "@mantine/core/styles/UnstyledButton.layer.css";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/zh-cn";
import { DatePicker } from "@mantine/dates";
import { useLanguage, useT } from "@/i18n";
import { formatDate } from "@/lib/format";
import css from "./DateCalendar.module.css";

/** A month to pick a day from. Default export: always loaded lazily. */
export default function DateCalendar({ value, onPick }: Readonly<{ value: string | null; onPick: (day: string) => void }>) {
  const t = useT();
  const language = useLanguage();
  return (
    <DatePicker
      value={value}
      defaultDate={value ?? undefined}
      onChange={(day) => day && onPick(day)}
      locale={language === "zh-CN" ? "zh-cn" : "en"}
      firstDayOfWeek={1}
      monthLabelFormat={language === "zh-CN" ? "YYYY年M月" : "MMMM YYYY"}
      yearLabelFormat={language === "zh-CN" ? "YYYY年" : "YYYY"}
      highlightToday
      getDayAriaLabel={(day) => formatDate(day, language)}
      size="sm"
      ariaLabels={{ nextMonth: t("common:next_month"), previousMonth: t("common:previous_month"), nextYear: t("common:next_year"), previousYear: t("common:previous_year"), nextDecade: t("common:next_decade"), previousDecade: t("common:previous_decade") }}
      classNames={{ day: css.day, weekday: css.weekday, calendarHeaderLevel: css.level, calendarHeaderControl: css.level }}
    />
  );
}
