import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { IconArrowDown, IconArrowUp, IconCopy, IconPlus, IconTrash } from "@/ui/icons";
import { IconSettings } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { toast } from "@/ui/Toast";
import type { Collection } from "../viewbar/useCollection";
import { viewsOf } from "../viewbar/useCollection";
import { shifted } from "@/setup/model";
import { useQuick } from "@/setup/useKinds";

const ViewPanel = lazy(() => import("./ViewPanel").then((module) => ({ default: module.ViewPanel })));
const NewViewDialog = lazy(() => import("./NewViewDialog").then((module) => ({ default: module.NewViewDialog })));

/** What may be done with the views of a form by those who build it: set up, made, copied, put in order, taken away. */
export function ViewMenu({ collection }: Readonly<{ collection: Collection }>) {
  const t = useT("views");
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const { app, form, view, search, set } = collection;
  const { publish } = useQuick(app.id);
  const written = viewsOf(app, form).filter((one) => !one.generated);
  const order = written.map((one) => one.id);
  const at = order.indexOf(view.id);
  const go = (to: string): void => void navigate({ to: "/a/$app/f/$form/v/$view", params: { app: app.id, form: form.id, view: to } } as never);

  const copy = async (): Promise<void> => {
    const made = await publish([{ op: "copy_object", at: `view/${view.id}` }], t("views:setup.note_copy", { view: view.label }));
    if (made?.[0]) go(made[0]);
  };
  const move = (by: 1 | -1): void => {
    void publish([{ op: "set", at: `form/${form.id}/views`, to: shifted(order, view.id, by) }], t("views:setup.note_order", { form: form.label_plural }));
  };
  const remove = async (): Promise<void> => {
    const sure = await confirm({ title: t("views:setup.delete_title", { view: view.label }), body: t("views:setup.delete_text"), confirm: t("views:setup.delete"), danger: true });
    if (!sure || !(await publish([{ op: "delete_object", at: `view/${view.id}` }], t("views:setup.note_delete", { view: view.label })))) return;
    toast({ kind: "ok", text: t("views:setup.deleted", { view: view.label }) });
    void navigate({ to: "/a/$app/f/$form", params: { app: app.id, form: form.id } } as never);
  };
  return (
    <>
      <Menu
        width={240}
        target={<IconButton size="sm" icon={IconSettings} label={t("views:setup.menu", { view: view.label })} />}
        sections={[
          { key: "this", label: view.label, items: [{ key: "settings", label: t("views:setup.configure"), icon: IconSettings, onSelect: () => set({ setup: 1 }) }, ...(at >= 0 ? [{ key: "copy", label: t("views:setup.copy"), icon: IconCopy, onSelect: () => void copy() }] : [])] },
          {
            key: "order",
            items: [
              { key: "before", label: t("views:setup.before"), icon: IconArrowUp, disabled: at <= 0, onSelect: () => move(-1) },
              { key: "after", label: t("views:setup.after"), icon: IconArrowDown, disabled: at < 0 || at >= order.length - 1, onSelect: () => move(1) },
              { key: "new", label: t("views:setup.new"), icon: IconPlus, onSelect: () => setMaking(true) },
              { key: "delete", label: t("views:setup.delete_view"), icon: IconTrash, danger: true, disabled: at < 0, onSelect: () => void remove() },
            ],
          },
        ]}
      />
      <IconButton size="sm" icon={IconPlus} label={t("views:setup.new")} onClick={() => setMaking(true)} />
      <Suspense fallback={null}>
        {search.setup && <ViewPanel collection={collection} onClose={() => set({ setup: undefined }, true)} />}
        {making && <NewViewDialog collection={collection} onClose={() => setMaking(false)} />}
      </Suspense>
    </>
  );
}
