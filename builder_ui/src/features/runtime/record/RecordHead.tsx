import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { keys } from "@/api/keys";
import { restoreRecord, useApp, useDeleteRecord } from "@/api/queries";
import type { FormDef, RecordData } from "@/api/types";
import { useT } from "@/i18n";
import { COMPANY } from "@/lib/here";
import { Button, IconButton } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { usePhone } from "@/ui/hooks";
import { IconBolt, IconForm, iconNamed, IconTrash } from "@/ui/icons";
import { IconCopy, IconDots, IconEdit, IconPrinter } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { toast } from "@/ui/Toast";
import { titleOf } from "./model";
import css from "./record.module.css";

const FormDialog = lazy(() => import("../form/FormDialog").then((module) => ({ default: module.FormDialog })));

interface RecordHeadProps {
  app: string;
  form: FormDef;
  record: RecordData;
  level: 1 | 2;
  onGone: () => void;
}

export function RecordHead({ app, form, record, level, onGone }: Readonly<RecordHeadProps>) {
  const t = useT("record");
  const client = useQueryClient();
  const navigate = useNavigate();
  const definition = useApp(app).data;
  const automated = Object.keys(definition?.rules ?? {}).length > 0;
  const edits = definition?.can_edit === true && app !== COMPANY;
  const phone = usePhone();
  const [editing, setEditing] = useState(false);
  const remove = useDeleteRecord(app, form.id);
  const Icon = iconNamed(form.icon ?? form.id);
  const Title = level === 1 ? "h1" : "h2";

  const drop = async () => {
    if (!(await confirm({ title: t("record:delete_title", { title: titleOf(record) }), body: t("record:delete_text"), confirm: t("common:delete"), danger: true }))) return;
    try {
      await remove.mutateAsync({ id: record.id });
      onGone();
      toast({
        text: t("record:deleted", { title: titleOf(record) }),
        action: {
          label: t("common:undo"),
          run: () =>
            void restoreRecord(app, form.id, record.id).then(
              () => client.invalidateQueries({ queryKey: keys.form(app, form.id) }),
              (error: unknown) => toast({ kind: "error", text: (error as Error).message }),
            ),
        },
      });
    } catch (error) {
      toast({ kind: "error", text: (error as Error).message });
    }
  };

  const copyLink = () =>
    void navigator.clipboard.writeText(`${location.origin}/a/${app}/f/${form.id}/r/${record.id}`).then(
      () => toast({ text: t("record:link_copied"), stay: 2500 }),
      () => toast({ kind: "error", text: t("record:link_not_copied") }),
    );

  return (
    <header className={css.head}>
      <span className={css.formIcon}><Icon size={18} /></span>
      <div className={css.titles}>
        <span className="muted small">{form.label}</span>
        <Title className={css.title}>{titleOf(record)}</Title>
      </div>
      {form.can.update && (phone ? <IconButton look="default" icon={IconEdit} label={t("common:edit")} onClick={() => setEditing(true)} /> : <Button icon={IconEdit} onClick={() => setEditing(true)}>{t("common:edit")}</Button>)}
      <Menu
        target={<IconButton look="default" icon={IconDots} label={t("record:more_actions")} />}
        sections={[
          { key: "share", items: [{ key: "link", icon: IconCopy, label: t("record:copy_link"), onSelect: copyLink }] },
          ...(form.prints?.length ? [{ key: "print", items: form.prints.map(({ id, label }) => ({ key: id, icon: IconPrinter, label: t("record:print", { label }), onSelect: () => void open(`/api/v1/apps/${app}/forms/${form.id}/records/${record.id}/print/${id}`, "_blank", "noopener") })) }] : []),
          ...(automated ? [{ key: "why", items: [{ key: "runs", icon: IconBolt, label: t("record:runs"), onSelect: () => void navigate({ to: `/a/${app}/runs`, search: { record: `${form.id}/${record.id}` } } as never) }] }] : []),
          ...(edits ? [{ key: "build", items: [{ key: "form", icon: IconForm, label: t("record:edit_form"), onSelect: () => void navigate({ to: `/a/${app}/f/${form.id}/edit` }) }] }] : []),
          ...(form.can.delete ? [{ key: "danger", items: [{ key: "delete", icon: IconTrash, label: t("common:delete"), danger: true, onSelect: () => void drop() }] }] : []),
        ]}
      />
      {editing && (
        <Suspense fallback={null}>
          <FormDialog
            app={app}
            form={form.id}
            id={record.id}
            onClose={() => setEditing(false)}
            onSaved={() => {
              setEditing(false);
              toast({ text: t("common:saved"), stay: 2500 });
            }}
          />
        </Suspense>
      )}
    </header>
  );
}
