// Only what the dashboards draw; this file is a chunk of its own.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

register([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

export { init };
