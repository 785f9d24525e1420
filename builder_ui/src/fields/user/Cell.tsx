import { Avatar } from "@/ui/Avatar";
import type { CellProps } from "../contract";
import { linkedOf } from "../relation/titles";
import css from "../shared/editor.module.css";

export function Cell({ value }: CellProps) {
  const people = linkedOf(value);
  return (
    <span className={css.chips}>
      {people.map((person) => (
        <span key={person.id} className={css.person}>
          <Avatar name={person.title} />
          <span className="cut">{person.title}</span>
        </span>
      ))}
    </span>
  );
}
