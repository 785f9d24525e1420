import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useForm } from "@/api/queries";
import { useT } from "@/i18n";
import { usePhone } from "@/ui/hooks";
import { ErrorState } from "@/ui/ErrorState";
import { IconChevronLeft } from "@/ui/icons";
import css from "./record.module.css";
import { RecordView } from "./RecordView";

/** A record on a page of its own. */
export function RecordPage() {
  const t = useT("record");
  const navigate = useNavigate();
  const phone = usePhone();
  const { app, form: formId, id } = useParams({ strict: false }) as { app: string; form: string; id: string };
  const form = useForm(app, formId);
  if (!form || !Number.isInteger(Number(id))) return <ErrorState error={{ status: 404 }} />;
  return (
    <div className={css.page}>
      <Link to={`/a/${app}/f/${form.id}`} className={css.back}><IconChevronLeft size={15} />{form.label_plural || form.label}<span className="vh">{t("record:back_to_list")}</span></Link>
      <RecordView key={id} app={app} form={form} id={Number(id)} roomy={!phone} page onGone={() => void navigate({ to: `/a/${app}/f/${form.id}`, replace: true })} />
    </div>
  );
}
