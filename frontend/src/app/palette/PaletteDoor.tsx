import { Search } from "lucide-react";
import { useEffect, useLayoutEffect, useState, type ComponentType } from "react";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import { Tooltip } from "@/ui/Tooltip";
import styles from "./Palette.module.css";
import { showToast } from "@/ui/toast/toasts";
import type { CommandPaletteProps } from "./CommandPalette";
import { text } from "./text";
import { useTypedAhead } from "./useTypedAhead";

/** Opens the palette: a button in the navigation, and Ctrl K anywhere. */
export function PaletteDoor({ narrow = false }: { narrow?: boolean }) {
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<{ CommandPalette: ComponentType<CommandPaletteProps> } | null>(null);
  const close = () => setOpen(false);
  const takeTyped = useTypedAhead(open, close);
  // Nobody pays for it before it is asked for. Without a network the screen below stays as it is.
  useEffect(() => {
    if (!open || loaded) return;
    import("./CommandPalette").then(
      (module) => setLoaded({ CommandPalette: module.default }),
      () => {
        setOpen(false);
        showToast({ state: "failed", text: text.unreachable });
      },
    );
  }, [open, loaded]);
  // Before the button is painted: who sees it may press its keys.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    // Before an editor that means something else by it.
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
  const button = (
    <button type="button" className={cx(styles.search, narrow && styles.icon)} aria-label={narrow ? text.search : undefined} aria-keyshortcuts="Control+K" onClick={() => setOpen(true)}>
      <Search size={narrow ? 18 : 15} strokeWidth={narrow ? 1.75 : 2} aria-hidden />
      {!narrow && <span>{text.search}</span>}
      {!narrow && <Kbd keys="Ctrl K" />}
    </button>
  );
  return (
    <>
      {narrow ? (
        <Tooltip text={text.search} keys="Ctrl K" side="right">
          {button}
        </Tooltip>
      ) : (
        button
      )}
      {open && loaded && <loaded.CommandPalette takeTyped={takeTyped} onClose={close} />}
    </>
  );
}
