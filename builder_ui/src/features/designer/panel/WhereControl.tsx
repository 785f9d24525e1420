import { useDesigner } from "../context";
import { ConditionControl } from "./ConditionControl";
import type { ControlProps } from "./controls";
import { TextControl } from "./controls";

/** What narrows the choices of a field: asked of the records of the other form; of options it is written as text. */
export function WhereControl(props: Readonly<ControlProps>) {
  const { app } = useDesigner();
  const target = props.field.settings.to ? app.forms[props.field.settings.to] : undefined;
  return target ? <ConditionControl label={props.label} help={props.help} value={props.value} form={target} onChange={props.onChange} /> : <TextControl {...props} />;
}
