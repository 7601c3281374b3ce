import styles from "./Kbd.module.css";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
const macSigns: Record<string, string> = { Ctrl: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↵" };

/** The words for keys on this system: "Ctrl Enter" reads "⌘ ↵" on a Mac. */
export function keysInWords(keys: string): string {
  if (!isMac) return keys;
  return keys
    .split(" ")
    .map((key) => macSigns[key] ?? key)
    .join(" ");
}

export function Kbd({ keys }: { keys: string }) {
  return <kbd className={styles.kbd}>{keysInWords(keys)}</kbd>;
}
