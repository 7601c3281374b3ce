import { memo } from "react";
import { blockIcon } from "./blockIcons";
import { cx } from "./cx";
import { providerLogo } from "./providerLogos";
import styles from "./BlockTile.module.css";

export interface BlockTileProps {
  /** The icon's name in the catalogue, kebab-case. */
  icon: string;
  /** The app's colour; our own blocks have none and get a pale tile by their category. */
  color?: string | null;
  category?: string;
  /** The app whose logo stands in the tile where it has one. */
  provider?: string | null | undefined;
  size?: number;
  /** Switched off or skipped. */
  grey?: boolean;
  /** Said by screen readers; leave out where the name stands beside it. */
  label?: string;
}

/** Real systems are solid, logic is quiet. */
export const BlockTile = memo(function BlockTile({ icon, color, category = "", provider, size = 32, grey, label }: BlockTileProps) {
  const Icon = blockIcon(icon);
  const logo = color ? providerLogo(provider) : undefined; // it is drawn in white, for the app's colour and for grey
  const side = Math.round(size * 0.57);
  return (
    <span
      className={cx(styles.tile, !color && styles[tone(category)], grey && (color ? styles.greyApp : styles.grey))}
      style={{ width: size, height: size, borderRadius: Math.round(size / 4), background: color && !grey ? color : undefined }}
      role={label ? "img" : undefined}
      aria-label={label}
      title={label}
    >
      {logo ? <img src={logo} width={side} height={side} alt="" draggable={false} /> : <Icon size={side} strokeWidth={color ? 2 : 1.75} aria-hidden />}
    </span>
  );
});

function tone(category: string): "trigger" | "control" | "data" | "ai" | "http" {
  const name = category.toLowerCase();
  if (name.includes("trigger")) return "trigger";
  if (name.includes("data")) return "data";
  if (name === "ai" || name.includes("agent")) return "ai";
  if (name.includes("http") || name.includes("code")) return "http";
  return "control";
}
