import "@mantine/core/styles/ScrollArea.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import "@mantine/core/styles/Combobox.layer.css";

// The kit's parts for pickers that load their options while typing (see Select for the finished control).
export { Combobox, useCombobox } from "@mantine/core";
