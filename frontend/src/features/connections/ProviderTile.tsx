import type { Provider } from "@/api/types";
import { BlockTile } from "@/ui/BlockTile";

/** The app's icon on its colour. */
export function ProviderTile({ provider, size = 32 }: { provider: Provider | undefined; size?: number }) {
  return <BlockTile icon={provider?.icon ?? "plug"} color={provider?.color ?? null} provider={provider?.id} size={size} />;
}
