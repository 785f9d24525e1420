import { Skeleton } from "@/ui/Skeleton";

export function PagePending() {
  return <Skeleton lines={6} />;
}
