import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { api } from "@/api/client";
import { useLanguage, useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import { Frame } from "@/ui/Input";
import { Sheet } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { Collection } from "../viewbar/useCollection";
import { begun, editsBetween, newView, treeOf } from "@/setup/model";
import { Settings } from "@/setup/Settings";
import css from "@/setup/setup.module.css";
import type { KindInfo, Tree } from "@/setup/types";
import { useKinds, useQuick } from "@/setup/useKinds";

/** Who sees a view: whoever sees records of its form. */
function SeenBy({ app, form, label }: Readonly<{ app: string; form: string; label: string }>) {
  const t = useT("views");
  const language = useLanguage();
  const roles = useQuery({
    queryKey: ["readers", app, form, language],
    queryFn: () => api.get<{ roles: { role: string; label: string; all: boolean }[] }>(`/apps/${app}/forms/${form}/readers`),
  }).data?.roles;
  if (!roles) return <Skeleton lines={1} height={34} />;
  const named = roles.map((one) => (one.all ? one.label : t("views:setup.some_records", { role: one.label })));
  return <p className={css.seen}>{named.length > 0 ? t("views:setup.seen_by", { form: label, roles: named.join(t("views:setup.list")) }) : t("views:setup.seen_by_admins")}</p>;
}

interface ViewPanelProps {
  collection: Collection;
  onClose: () => void;
}

/** How a view is set up, beside what it shows; saved for everybody at once. */
export function ViewPanel({ collection, onClose }: Readonly<ViewPanelProps>) {
  const t = useT("views");
  const phone = usePhone();
  const kinds = useKinds("view");
  return (
    <Sheet open onClose={onClose} title={t("views:setup.title", { view: collection.view.label })} side={phone ? "bottom" : "right"} size={phone ? "90%" : 560}>
      {kinds ? <Body key={collection.view.id} collection={collection} kinds={kinds} onClose={onClose} /> : <Skeleton lines={8} height={34} />}
    </Sheet>
  );
}

function Body({ collection, kinds, onClose }: Readonly<ViewPanelProps & { kinds: readonly KindInfo[] }>) {
  const t = useT("views");
  const navigate = useNavigate();
  const id = useId();
  const { app, form, view } = collection;
  const { publish, busy } = useQuick(app.id);
  const kindOf = (type: string): KindInfo | undefined => kinds.find((one) => one.type === type);
  const before = kindOf(view.type);
  const [tree, setTree] = useState<Tree>(() => (before ? treeOf(view, before) : {}));
  const kind = kindOf(String(tree.type));
  if (!before || !kind) return null;
  const start = treeOf(view, before);
  // A view that nobody has written yet becomes a real one when it is first changed.
  const written = !view.generated && view.id !== "";
  const edits = editsBetween(`view/${view.id}`, start, tree);

  const changeKind = (type: string | null): void => {
    const next = kindOf(type ?? "");
    if (!next) return;
    const known = Object.keys(next.schema.properties ?? {});
    const kept = Object.fromEntries(Object.entries(tree).filter(([key]) => known.includes(key)));
    setTree({ ...begun(next.schema, form), ...kept, type: next.type });
  };
  const save = async (): Promise<void> => {
    const made = await publish(written ? edits : [{ op: "add_object", kind: "view", tree: { ...tree, form: form.id } }], t("views:setup.note", { view: String(tree.label ?? "") }));
    if (!made) return;
    toast({ kind: "ok", text: t("views:setup.saved", { view: String(tree.label ?? "") }) });
    onClose();
    if (!written && made[0]) void navigate({ to: "/a/$app/f/$form/v/$view", params: { app: app.id, form: form.id, view: made[0] } } as never);
  };
  return (
    <form
      className={css.panel}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SeenBy app={app.id} form={form.id} label={form.label_plural} />
      <Frame label={t("views:setup.kind")} htmlFor={id}>
        <Select
          id={id}
          labelledBy={`${id}-label ${id}`}
          value={kind.type}
          options={kinds.filter((one) => one.type === kind.type || newView(one, form, "")).map((one) => ({ value: one.type, label: one.label }))}
          onChange={changeKind}
        />
      </Frame>
      <Settings key={kind.type} app={app} form={form} schema={kind.schema} tree={tree} onChange={(next) => setTree({ ...next, type: kind.type })} />
      <div className={css.ends}>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button look="primary" type="submit" busy={busy} disabled={edits.length === 0}>
          {t("views:setup.save")}
        </Button>
      </div>
    </form>
  );
}
