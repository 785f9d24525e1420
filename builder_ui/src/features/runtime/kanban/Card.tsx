import type { KeyboardEvent, MouseEvent } from "react";
import { memo } from "react";
import type { FormDef, RecordData, ViewDef } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { useDraggable } from "@/ui/dnd";
import { IconCheck } from "@/ui/icons";
import { IconDots, IconLock } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { cardHue, cardTitle } from "../cards/card";
import { CardLines } from "../cards/CardLines";
import css from "./kanban.module.css";
import type { Lane } from "./model";
import type { Steps } from "./useSteps";

interface CardProps {
  app: string;
  form: FormDef;
  view: ViewDef;
  row: RecordData;
  lanes: readonly Lane[];
  lane: string;
  steps: Steps;
  movable: boolean;
  open: boolean;
  refused: boolean;
  /** The keyboard has picked it up. */
  carried: boolean;
  /** It may be taken out of all lanes. */
  emptied: boolean;
  /** Fields whose values are still being worked out. */
  stale: readonly string[];
  actions: CardActions;
}

/** What a card asks of the board; the same object for all cards, so that one changed card draws only itself. */
export interface CardActions {
  readonly move: (id: number, lane: string) => void;
  readonly open: (id: number) => void;
  readonly keyDown: (id: number, lane: string, event: KeyboardEvent<HTMLElement>) => void;
  readonly blur: () => void;
}

/** One record on the board: dragged as a whole, picked up with Space on its title, or sent along by its menu. */
function CardView(props: Readonly<CardProps>) {
  const { app, form, view, row, lanes, lane, movable, actions } = props;
  const t = useT("runtime");
  const language = useLanguage();
  const { ref, isDragging } = useDraggable({ id: row.id, data: { lane }, disabled: !movable });
  const title = cardTitle(view, form, row, language);
  const hue = cardHue(view, form, row);

  const click = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("button, a, [role=menu]")) return;
    actions.open(row.id);
  };
  return (
    <li
      ref={ref}
      className={css.card}
      data-card={row.id}
      data-hue={hue ?? undefined}
      style={hue ? { borderLeftColor: `var(--tag-${hue}-solid)` } : undefined}
      data-dragging={isDragging || undefined}
      data-carried={props.carried || undefined}
      data-open={props.open || undefined}
      data-refused={props.refused || undefined}
      onClick={click}
    >
      <div className={css.cardHead}>
        <button
          type="button"
          className={css.cardTitle}
          aria-roledescription={movable ? t("runtime:kanban.draggable") : undefined}
          aria-describedby={movable ? "card-keys" : undefined}
          aria-pressed={props.carried || undefined}
          onClick={() => actions.open(row.id)}
          onKeyDown={movable ? (event) => actions.keyDown(row.id, lane, event) : undefined}
          onBlur={props.carried ? actions.blur : undefined}
        >
          {title}
        </button>
        {movable && (
          <Menu
            width={220}
            target={
              <IconButton
                size="sm"
                icon={IconDots}
                label={t("runtime:kanban.card_menu", { title })}
                className={css.cardMenu}
                data-control=""
              />
            }
            sections={[
              {
                key: "move",
                label: t("runtime:kanban.move_to"),
                items: lanes
                  .filter((one) => one.id !== "" || props.emptied)
                  .map((one) => ({
                    key: one.id,
                    label: one.label || t("runtime:kanban.no_lane"),
                    ...(one.id === lane
                      ? { icon: IconCheck }
                      : props.steps.may(row, lane, one.id)
                        ? {}
                        : { icon: IconLock }),
                    disabled: one.id === lane,
                    onSelect: () => actions.move(row.id, one.id),
                  })),
              },
              {
                key: "open",
                items: [{ key: "open", label: t("runtime:view.open_record"), onSelect: () => actions.open(row.id) }],
              },
            ]}
          />
        )}
      </div>
      <CardLines app={app} form={form} view={view} row={row} stale={props.stale} />
    </li>
  );
}

export const Card = memo(CardView);
