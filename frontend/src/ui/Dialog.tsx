import * as RadixDialog from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { useRef, type ReactNode } from "react";
import { IconButton } from "./IconButton";
import styles from "./Dialog.module.css";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  width?: number;
  /** The row of buttons at the bottom, the filled one last. */
  footer?: ReactNode;
  children?: ReactNode;
}

/** Where the focus goes back to: of a menu, whose items are gone by then, to the button that opened it. */
function openerOf(element: Element | null): HTMLElement | null {
  const menu = element?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = menu ? document.getElementById(menu) : element;
  return opener instanceof HTMLElement ? opener : null;
}

export function Dialog({ open, onOpenChange, title, description, width = 480, footer, children }: DialogProps) {
  const opener = useRef<HTMLElement | null>(null);
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.scrim} />
        <RadixDialog.Content
          className={styles.dialog}
          style={{ width }}
          onOpenAutoFocus={() => {
            opener.current = openerOf(document.activeElement);
          }}
          onCloseAutoFocus={(event) => {
            // Radix gives it back to its own trigger alone, and these dialogs have none.
            event.preventDefault();
            const back = opener.current?.isConnected ? opener.current : document.querySelector<HTMLElement>("main");
            back?.focus({ preventScroll: true });
          }}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className={styles.head}>
            <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
            {description && <RadixDialog.Description className={styles.description}>{description}</RadixDialog.Description>}
          </header>
          {children && <div className={styles.body}>{children}</div>}
          {footer && <footer className={styles.foot}>{footer}</footer>}
          {/* Last, so that the focus starts in what the dialog is about. */}
          <RadixDialog.Close asChild>
            <IconButton className={styles.close} label="Close" keys="Esc" size="small" icon={<X size={16} aria-hidden />} />
          </RadixDialog.Close>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
