// Icons of tools and menus, which no first page shows: they come with the pages that do.
import { icon, path } from "./icons";

export const IconSettings = icon(<><circle cx="12" cy="12" r="3" /><path d="M12 3.5v2.2M12 18.3v2.2M20.5 12h-2.2M5.7 12H3.5M18 6l-1.6 1.6M7.6 16.4 6 18M18 18l-1.6-1.6M7.6 7.6 6 6" /></>);
export const IconUndo = path("M9 5 4.5 9.5 9 14M4.5 9.5H14a5 5 0 0 1 0 10h-3");
export const IconRedo = path("M15 5l4.5 4.5L15 14M19.5 9.5H10a5 5 0 0 0 0 10h3");
export const IconBold = path("M7.5 5h6a3.3 3.3 0 0 1 0 6.700h-6zM7.5 11.700h6.700a3.6 3.6 0 0 1 0 7.300H7.5z");
export const IconItalic = path("M10 5h7M7 19h7M13.5 5l-3 14");
export const IconUnderline = path("M7 4.500v7a5 5 0 0 0 10 0v-7M6 20h12");
export const IconStrike = path("M4.5 12h15M16.5 7.500c-.7-1.9-2.3-2.8-4.6-2.8-2.7 0-4.4 1.3-4.4 3.3 0 4.7 9.5 2.7 9.5 7.3 0 2.3-2 4-5 4-2.7 0-4.6-1.2-5.2-3.3");
export const IconHeading = path("M6 5v14M18 5v14M6 12h12");
export const IconListBullets = path("M9.5 6.500h10.500M9.5 12h10.500M9.5 17.500h10.500M5 6.500h.1M5 12h.1M5 17.500h.1");
export const IconListNumbers = path("M10 6.500h10M10 12h10M10 17.500h10M4.5 5 5.5 4.500v4M4.3 15.800c.2-1.2 2.4-1.2 2.2.2-.1.9-2.2 2-2.2 3h2.3");
export const IconQuote = path("M5 17c2.5-.7 4-2.5 4-5.500V7.500H4.500V12H8M14.5 17c2.5-.7 4-2.5 4-5.500V7.500H14V12h3.5");
export const IconClearFormat = path("M6 7V5h12v2M11.5 5l-2 14M7.5 19h4M15 14.500l5 5M20 14.500l-5 5");
