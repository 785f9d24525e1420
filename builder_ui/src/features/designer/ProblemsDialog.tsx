import { useT } from "@/i18n";
import { Modal } from "@/ui/Modal";
import { IconAlert, IconInfo } from "@/ui/icons";
import { useDesigner } from "./context";
import css from "./designer.module.css";
import type { DraftProblem } from "./model/types";

/** What has to be put right before the draft can be published; each leads to its place. */
export function ProblemsDialog({ problems, onClose }: Readonly<{ problems: readonly DraftProblem[]; onClose: () => void }>) {
  const t = useT("designer");
  const { form, select } = useDesigner();
  const go = (problem: DraftProblem): void => {
    const [kind, id, part, name] = problem.at.split("/");
    if (kind === "form" && id === form.id && part === "fields" && name) select({ kind: "field", id: name, also: [] });
    onClose();
  };
  return (
    <Modal open title={t("designer:problems.title")} onClose={onClose}>
      <ul className={css.problems}>
        {problems.map((problem) => (
          <li key={`${problem.path}${problem.code}`} data-severity={problem.severity}>
            {problem.severity === "warning" ? <IconInfo size={16} /> : <IconAlert size={16} />}
            <button type="button" onClick={() => go(problem)}>{problem.message}</button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
