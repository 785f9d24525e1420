import { useMediaQuery } from "@mantine/hooks";

export { useClickOutside, useDebouncedCallback, useDebouncedValue, useDisclosure, useElementSize, useHotkeys, useIntersection, useLocalStorage, useMediaQuery, useMergedRef } from "@mantine/hooks";

/** Below 768 px the phone layout applies. */
export const usePhone = (): boolean => useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false }) ?? false;
