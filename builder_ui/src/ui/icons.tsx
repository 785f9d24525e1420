import type { ComponentType, ReactNode } from "react";

/** Own line icons on a 24 grid, stroke 1.75. Decorative always: the button or row around them carries the name. */
export type IconComponent = ComponentType<{ size?: number; className?: string }>;

export function icon(shape: ReactNode): IconComponent {
  return function Icon({ size = 18, className }) {
    return (
      <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" className={className} style={{ flex: "none" }}>
        {shape}
      </svg>
    );
  };
}

export const path = (d: string) => icon(<path d={d} />);

export const IconHome = path("M4 11.5 12 4.5l8 7M6 10v9.5h12V10M10 19.5v-5.5h4v5.5");
export const IconApps = path("M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z");
export const IconTable = path("M4 5.5h16v13H4zM4 10h16M9.5 10v8.5");
export const IconKanban = path("M4.5 4.5h4.5v15H4.5zM9 4.5h0M13 4.5h6.5v8.5H13zM13 4.5v8.5");
export const IconDashboard = path("M5 19.5v-7h3.5v7zM10.3 19.5V5h3.5v14.5zM15.5 19.5V9.5H19v10zM3.5 19.5h17");
export const IconForm = path("M6 3.5h9l4 4v13H6zM15 3.5v4h4M9 12h7M9 16h4.5");
export const IconBell = path("M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 20.5h4");
export const IconUser = path("M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.5 20c.6-3.6 3.6-5.5 7.5-5.5s6.9 1.9 7.5 5.5");
export const IconUsers = path("M9 11a3.25 3.25 0 1 0 0-6.5A3.25 3.25 0 0 0 9 11zM3 19.5c.5-3.2 2.8-5 6-5s5.5 1.8 6 5M15.5 4.8a3.25 3.25 0 0 1 0 6M17.5 14.8c2 .7 3.2 2.3 3.5 4.7");
export const IconBuilding = path("M5 20.5v-16h9v16M14 9.5h5v11M3 20.5h18M8.5 8.5h2M8.5 12h2M8.5 15.5h2");
export const IconSearch = path("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20 20");
export const IconPlus = path("M12 5v14M5 12h14");
export const IconMinus = path("M5 12h14");
export const IconX = path("M6 6l12 12M18 6 6 18");
export const IconCheck = path("M5 12.5l4.5 4.5L19 7.5");
export const IconChevronDown = path("M6.5 9.5 12 15l5.5-5.5");
export const IconChevronRight = path("M9.5 6.5 15 12l-5.5 5.5");
export const IconChevronLeft = path("M14.5 6.5 9 12l5.5 5.5");
export const IconExternal = path("M13 5h6v6M19 5l-8.5 8.5M10 5H5v14h14v-5");
export const IconEyeOff = path("M4 4l16 16M9.9 5.7A9.3 9.3 0 0 1 12 5.5c5 0 8.5 4.5 9.3 6.5-.4.9-1.3 2.4-2.8 3.8M6.3 7.5A13 13 0 0 0 2.7 12c.8 2 4.3 6.5 9.3 6.5 1.7 0 3.2-.5 4.5-1.2M10.2 10.3a2.5 2.5 0 0 0 3.5 3.5");
export const IconEye = icon(<><path d="M2.7 12C3.5 10 7 5.5 12 5.5s8.5 4.5 9.3 6.5c-.8 2-4.3 6.5-9.3 6.5S3.5 14 2.7 12z" /><circle cx="12" cy="12" r="2.75" /></>);
export const IconBolt = path("M13 3.5 5 13.5h6l-1 7 8-10h-6z");
export const IconPlay = path("M7.5 5v14l11-7z");
export const IconHistory = path("M4.5 12a7.5 7.5 0 1 0 2.5-5.6L4.5 8.5M4.5 4v4.5H9M12 8v4.3l3 1.7");
export const IconClock = icon(<><circle cx="12" cy="12" r="8" /><path d="M12 7.5V12l3 2" /></>);
export const IconAlert = path("M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1");
export const IconInfo = icon(<><circle cx="12" cy="12" r="8.25" /><path d="M12 11v5M12 8v.1" /></>);
export const IconLanguage = path("M4 6h9M8.5 4v2M11.5 6c-.8 3.6-3.3 6.5-7 8M6 9c1 2.2 3 4 5.5 5M12 20l4-9.5 4 9.5M13.3 17h5.4");
export const IconSun = icon(<><circle cx="12" cy="12" r="3.75" /><path d="M12 3v1.8M12 19.2V21M21 12h-1.8M4.8 12H3M18.4 5.6l-1.3 1.3M6.9 17.1l-1.3 1.3M18.4 18.4l-1.3-1.3M6.9 6.9 5.6 5.6" /></>);
export const IconMoon = path("M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z");
export const IconScreen = path("M4 5h16v11H4zM9 20h6M12 16v4");
export const IconLogout = path("M14 5H5.5v14H14M10.5 12H20M16.5 8.5 20 12l-3.5 3.5");
export const IconMenu = path("M4 7h16M4 12h16M4 17h16");
export const IconSidebar = path("M4 5h16v14H4zM9.5 5v14");
export const IconUpload = path("M12 16V5M7.5 9.5 12 5l4.5 4.5M5 19.5h14");
export const IconDownload = path("M12 5v11M7.5 11.5 12 16l4.5-4.5M5 19.5h14");
export const IconFile = path("M6.5 3.5H14l4 4v13h-11.5zM14 3.5v4h4");
export const IconPaperclip = path("M18.5 11.5l-6.8 6.8a4 4 0 0 1-5.7-5.7l7.3-7.3a2.7 2.7 0 0 1 3.8 3.8l-7 7a1.3 1.3 0 0 1-1.9-1.9l6.3-6.3");
export const IconLink = path("M10 14a3.5 3.5 0 0 0 5 0l3.5-3.5a3.5 3.5 0 0 0-5-5L12.3 6.7M14 10a3.5 3.5 0 0 0-5 0l-3.5 3.5a3.5 3.5 0 0 0 5 5l1.2-1.2");
export const IconMail = path("M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7");
export const IconPhone = path("M6 4h3.3l1.5 4-2 1.5a12 12 0 0 0 5.7 5.7l1.5-2 4 1.5V18a2 2 0 0 1-2 2A16 16 0 0 1 4 6a2 2 0 0 1 2-2z");
export const IconMapPin = icon(<><path d="M12 21s6.5-5.6 6.5-11a6.5 6.5 0 0 0-13 0c0 5.4 6.5 11 6.5 11z" /><circle cx="12" cy="10" r="2.3" /></>);
export const IconText = path("M5 7V5h14v2M12 5v14M9.5 19h5");
export const IconLongText = path("M4.5 6h15M4.5 10h15M4.5 14h15M4.5 18h9");
export const IconHash = path("M5 9h14.5M4.5 15H19M10 4 8 20M16 4l-2 16");
export const IconCoin = icon(<><circle cx="12" cy="12" r="8.25" /><path d="M8.8 8l3.2 4 3.2-4M12 12v5M9.5 13h5M9.5 15.3h5" /></>);
export const IconPercent = icon(<><circle cx="7.5" cy="7.5" r="2.5" /><circle cx="16.5" cy="16.5" r="2.5" /><path d="M18.5 5.5l-13 13" /></>);
export const IconCalendar = path("M4.5 6h15v13.5h-15zM4.5 10.5h15M8.5 3.5V8M15.5 3.5V8");
export const IconCalendarTime = path("M19.5 10V6h-15v13.5H11M4.5 10.5h15M8.5 3.5V8M15.5 3.5V8M17 21a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM17 15.2V17l1.2.8");
export const IconSelect = icon(<><circle cx="12" cy="12" r="8.25" /><path d="M8.5 10.8 12 14.3l3.5-3.5" /></>);
export const IconTags = path("M4.5 8.5v-4h7l7.5 7.5a1.5 1.5 0 0 1 0 2l-5 5a1.5 1.5 0 0 1-2 0zM8.3 8.3v.1");
export const IconToggle = icon(<><rect x="3" y="7.5" width="18" height="9" rx="4.5" /><circle cx="16.3" cy="12" r="2" /></>);
export const IconSerial = path("M4.5 7.5 6 6.5v5.5M4.5 12h3M4.5 16.3c0-1.7 3-1.7 3 0 0 1.2-3 1.7-3 3.2h3M11 7.5h9M11 12h9M11 17.5h9");
export const IconRelation = icon(<><rect x="3.5" y="4.5" width="7" height="6" rx="1" /><rect x="13.5" y="13.5" width="7" height="6" rx="1" /><path d="M10.5 7.5h3.5a3 3 0 0 1 3 3v3" /></>);
export const IconSubform = path("M4 5h16v14H4zM4 9.5h16M7 13h10M7 16h10");
export const IconFormula = path("M18.5 6V4.5h-12l6 7.5-6 7.5h12V18");
export const IconLookup = path("M4 5h8M4 9.5h5M4 14h3M14 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM17 15l3.5 3.5");
export const IconRollup = path("M5 6h9M5 11h9M5 16h5M18 5v13M14.5 14.5 18 18l3.5-3.5");
export const IconHourglass = path("M6.5 4h11M6.5 20h11M8 4v3.5L12 12l-4 4.5V20M16 4v3.5L12 12l4 4.5V20");
export const IconHeart = path("M12 19.5 4.9 12.3a4.2 4.2 0 0 1 6-5.9L12 7.5l1.1-1.1a4.2 4.2 0 0 1 6 5.9z");
export const IconDot = icon(<circle cx="12" cy="12" r="7.5" />);
export const IconProgress = icon(<><rect x="3" y="9" width="18" height="6" rx="3" /><path d="M3.5 12h9" strokeWidth="5" /></>);
export const IconImage = icon(<><rect x="4" y="5" width="16" height="14" rx="1.5" /><circle cx="9" cy="10" r="1.5" /><path d="M4.5 17.5 10 13l3 2.5 3-3.5 4 4.5" /></>);
export const IconTree = path("M5 5h6v4H5zM13 13h6v3h-6zM13 18h6v3h-6zM8 9v10.5h5M8 14.5h5");
export const IconBraces = path("M9 4.5c-2.5 0-2.5 1.5-2.5 3.5S6 11.5 4.5 12c1.5.5 2 2 2 4s0 3.5 2.5 3.5M15 4.5c2.5 0 2.5 1.5 2.5 3.5S18 11.5 19.5 12c-1.5.5-2 2-2 4s0 3.5-2.5 3.5");
export const IconRichText = path("M5 6h14M5 10.5h8M5 15h14M5 19h6M17 9v3.5M15.5 9h3");
export const IconPress = path("M4 6.5h16v7h-6M4 6.5v7h4M11 11l2.5 9 1.8-3.6 3.7-1.900z");
export const IconBriefcase = path("M3.5 8h17v11.5h-17zM8.5 8V5h7v3M3.5 13h17");
export const IconTarget = icon(<><circle cx="12" cy="12" r="8" /><circle cx="12" cy="12" r="4" /><path d="M12 12h.01" /></>);
export const IconCart = path("M3.5 4.5h2.2l2 10.5h9.5l2-7.5H6.5M9 19.5h.1M16.5 19.5h.1");
export const IconBox = path("M12 3.5 20 7.5v9l-8 4-8-4v-9zM4 7.5l8 4 8-4M12 11.5v9");
export const IconMessage = path("M4 5h16v11.5h-8.5L7 20v-3.5H4z");
export const IconFlag = path("M5.5 20.5V4M5.5 5c4-2 7 2 13 0v8.5c-6 2-9-2-13 0");
export const IconHandshake = path("M3 8l3-2 3 1.5L12 6l3.5 1 2.5-1 3 2v6.5h-2l-5 4.5-2-1.5M12 6l-3 4c1 1.5 3 1.5 4.5-.5L19 14.5M3 14.5h2l4 4");
export const IconChart = path("M4 4.5v15h16M7.5 14.5l4-4.5 3 2.5L19.5 7");
export const IconWifiOff = path("M4 4l16 16M5 12.5a10 10 0 0 1 4-2.3M2.5 9A14 14 0 0 1 6.5 6.5M12 18.5h.01M8.5 15.7a5 5 0 0 1 6-.6M13 7a14 14 0 0 1 8.5 3.5");
export const IconKeyboard = path("M3 7h18v10.5H3zM6.5 10.5h.1M10 10.5h.1M13.5 10.5h.1M17 10.5h.1M8 14h8");
export const IconStar = path("M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z");
export const IconSparkles = path("M11 5l1.6 4.4L17 11l-4.4 1.6L11 17l-1.6-4.4L5 11l4.4-1.6zM18 4v4M16 6h4M18.5 16v3.5M16.7 17.8h3.6");
export const IconLayers = path("M12 4 3.5 8.5 12 13l8.5-4.5zM3.5 12.5 12 17l8.5-4.5M3.5 16 12 20.5 20.5 16");
export const IconPanelRight = path("M4 5h16v14H4zM14 5v14");
export const IconChevronUp = path("M6.5 14.5 12 9l5.5 5.5");
export const IconArrowLeft = path("M19 12H5M11 6l-6 6 6 6");
export const IconArrowUp = path("M12 19V5M6 11l6-6 6 6");
export const IconArrowDown = path("M12 5v14M6 13l6 6 6-6");
export const IconExpand = path("M14 5h5v5M10 19H5v-5M19 5l-6 6M5 19l6-6");
export const IconEdit = path("M4.5 19.5l.8-4L15.8 5a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8.5 18.7zM14 6.8 17.2 10");
export const IconTrash = path("M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 13h9.4l.8-13M10.2 11v5.5M13.8 11v5.5");
export const IconPrinter = path("M7 8.5v-5h10v5M7 17H4v-8.5h16V17h-3M7 14h10v6.5H7z");
export const IconCopy = path("M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4");
export const IconDots = icon(<><circle cx="5.5" cy="12" r=".9" fill="currentColor" /><circle cx="12" cy="12" r=".9" fill="currentColor" /><circle cx="18.5" cy="12" r=".9" fill="currentColor" /></>);
export const IconFilter = path("M4 5.5h16l-6.2 7v5.5l-3.6 2v-7.5z");
export const IconSort = path("M7.5 5v14M4 15.5 7.5 19l3.5-3.5M16.5 19V5M13 8.5 16.5 5 20 8.5");
export const IconColumns = path("M4 5h16v14H4zM9.3 5v14M14.7 5v14");
export const IconGrip = icon(<>{[6.5, 12, 17.5].map((y) => [9, 15].map((x) => <circle key={`${x}${y}`} cx={x} cy={y} r=".9" fill="currentColor" />))}</>);
export const IconLock = path("M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3");
export const IconGallery = path("M4.5 4.5h15v10h-15zM4.5 12l4-3.5 3.5 3 2.5-2 5 4M6 18h5M6 20.5h3M14 18h4.5");
export const IconRefresh = path("M19.5 5v4.5H15M4.5 19v-4.5H9M18.7 9.5A7.5 7.5 0 0 0 5.5 8M5.3 14.5A7.5 7.5 0 0 0 18.5 16");
export const IconHelp = icon(<><circle cx="12" cy="12" r="8.25" /><path d="M9.7 9.5a2.4 2.4 0 1 1 3.5 2.2c-.8.4-1.2.9-1.2 1.8M12 16.3v.1" /></>);

/** Names that definitions may use for apps, forms and dashboards; unknown names fall back by kind. */
const BY_NAME: Readonly<Record<string, IconComponent>> = {
  home: IconHome, table: IconTable, form: IconForm, kanban: IconKanban, board: IconKanban, dashboard: IconDashboard, chart: IconChart,
  user: IconUser, users: IconUsers, contact: IconUser, people: IconUsers, building: IconBuilding, customer: IconBuilding, company: IconBuilding,
  briefcase: IconBriefcase, target: IconTarget, opportunity: IconTarget, lead: IconFlag, flag: IconFlag, cart: IconCart, order: IconCart,
  box: IconBox, product: IconBox, package: IconBox, message: IconMessage, feedback: IconMessage, interaction: IconMessage, phone: IconPhone, mail: IconMail,
  calendar: IconCalendar, follow_up: IconCalendarTime, clock: IconClock, task: IconCheck, check: IconCheck, handshake: IconHandshake, star: IconStar, bolt: IconBolt,
  file: IconFile, department: IconUsers, tag: IconTags, coin: IconCoin, money: IconCoin, layers: IconLayers,
};

const BY_KIND: Readonly<Record<string, IconComponent>> = { form: IconForm, view: IconTable, dashboard: IconDashboard, app: IconLayers };

/** The icon that a definition asks for by name, else one that fits its kind. */
export function iconNamed(name: string | null | undefined, kind: "form" | "view" | "dashboard" | "app" = "form"): IconComponent {
  return (name && BY_NAME[name]) || BY_KIND[kind] || IconForm;
}
