import { useState } from "react";
import type { FieldDef, Json } from "@/api/types";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { IconChevronDown } from "@/ui/icons";
import { IconChevronUp } from "@/ui/toolIcons";
import { useDesigner } from "../context";
import type { Area, Property } from "../model/properties";
import { propertiesOf } from "../model/properties";
import { treeAt } from "../model/tree";
import type { Edit, FieldTypeInfo } from "../model/types";
import { controlFor } from "./registry";

interface PropertyListProps {
  info: FieldTypeInfo;
  area: Area;
  field: FieldDef;
  /** Where the field is written. */
  at: string;
}

/** The settings of one area, each with the control that its schema asks for. */
export function PropertyList({ info, area, field, at }: Readonly<PropertyListProps>) {
  const t = useT("designer");
  const { definition, edit } = useDesigner();
  const [unfolded, setUnfolded] = useState(false);
  const tree = treeAt(definition, at);
  const { first, rest } = propertiesOf(info, area, tree);
  const one = (property: Property) => {
    const Control = controlFor(property.key, property.schema);
    const path = `${at}/${property.key}`;
    const change = (value: Json | undefined): void => {
      const edits: Edit[] = value === undefined ? (property.key in tree ? [{ op: "remove", at: path }] : []) : [{ op: "set", at: path, to: value }];
      if (value === undefined ? edits.length > 0 : JSON.stringify(value) !== JSON.stringify(tree[property.key])) void edit(edits);
    };
    return (
      <div key={path} data-property={property.key}>
        <Control property={property} label={property.schema.title ?? property.key} help={property.schema.description} value={tree[property.key]} field={field} at={path} onChange={change} />
      </div>
    );
  };
  return (
    <>
      {first.map(one)}
      {rest.length > 0 && (
        <Button size="sm" look="quiet" icon={unfolded ? IconChevronUp : IconChevronDown} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>{t(unfolded ? "designer:fewer" : "designer:more_settings", { count: rest.length })}</Button>
      )}
      {unfolded && rest.map(one)}
    </>
  );
}
