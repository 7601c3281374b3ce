import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { StatusGlyph } from "../StatusGlyph";
import { currentToasts, dismissToast, subscribeToToasts, type Toast } from "./toasts";
import styles from "./Toaster.module.css";

const shownForMs = 6000;

/** Where toasts appear. The app holds one. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts);
  return (
    <ol className={styles.stack} aria-live="polite" aria-label="Messages">
      {toasts.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </ol>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), shownForMs);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const { action } = toast;
  return (
    <li
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <StatusGlyph state={toast.state} size={16} />
      <span className={styles.text}>{toast.text}</span>
      {action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            dismissToast(toast.id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label="Close this message" onClick={() => dismissToast(toast.id)}>
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}
