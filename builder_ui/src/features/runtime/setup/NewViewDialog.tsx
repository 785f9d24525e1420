import { useNavigate } from "@tanstack/react-router";
import { useT } from "@/i18n";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { viewIcon } from "../viewKinds";
import type { Collection } from "../viewbar/useCollection";
import { viewsOf } from "../viewbar/useCollection";
import { newView } from "@/setup/model";
import css from "@/setup/setup.module.css";
import { useKinds, useQuick } from "@/setup/useKinds";

interface NewViewDialogProps {
  collection: Collection;
  onClose: () => void;
}

/** Which kind of view: pressed, it is there for everybody with what fits best, and is set up next. */
export function NewViewDialog({ collection: { app, form }, onClose }: Readonly<NewViewDialogProps>) {
  const t = useT("views");
  const navigate = useNavigate();
  const kinds = useKinds("view");
  const { publish, busy } = useQuick(app.id);
  const taken = new Set(viewsOf(app, form).map((view) => view.label));
  const named = (label: string): string => {
    let name = label;
    for (let n = 2; taken.has(name); n += 1) name = `${label} ${n}`;
    return name;
  };
  const make = async (tree: ReturnType<typeof newView>): Promise<void> => {
    if (!tree || busy) return;
    const made = await publish([{ op: "add_object", kind: "view", tree }], t("views:setup.note_new", { view: String(tree.label) }));
    if (!made?.[0]) return;
    onClose();
    void navigate({ to: "/a/$app/f/$form/v/$view", params: { app: app.id, form: form.id, view: made[0] }, search: { setup: 1 } } as never);
  };
  return (
    <Modal open title={t("views:setup.new_title", { form: form.label_plural })} onClose={onClose}>
      {kinds ? (
        <div className={css.kinds}>
          {kinds.map((kind) => {
            const tree = newView(kind, form, named(kind.label));
            const Icon = viewIcon(kind.type);
            return (
              <button key={kind.type} type="button" className={css.kind} data-kind={kind.type} disabled={!tree || busy} onClick={() => void make(tree)}>
                <Icon size={18} />
                <b>{kind.label}</b>
                <small>{tree ? kind.help : t("views:setup.nothing_fits")}</small>
              </button>
            );
          })}
        </div>
      ) : (
        <Skeleton lines={4} height={60} />
      )}
    </Modal>
  );
}
