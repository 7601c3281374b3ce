import * as Dropdown from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./Kbd";
import styles from "./Menu.module.css";

export interface MenuProps {
  /** One button; it gets the menu's attributes and ref. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}

export function Menu({ trigger, align = "start", side = "bottom", children }: MenuProps) {
  return (
    <Dropdown.Root>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content className={styles.menu} align={align} side={side} sideOffset={6} collisionPadding={8}>
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  keys?: string;
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, keys, hint, danger, disabled, onSelect, children }: MenuItemProps) {
  return (
    <Dropdown.Item className={cx(styles.item, danger && styles.danger)} disabled={disabled} onSelect={onSelect}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <span className={styles.words}>
        {children}
        {hint && <small>{hint}</small>}
      </span>
      {keys && <Kbd keys={keys} />}
    </Dropdown.Item>
  );
}

export interface MenuChoiceProps<T extends string> {
  value: T;
  options: readonly { value: T; label: string; hint?: string }[];
  onChange: (value: T) => void;
}

/** One of several, the chosen one ticked. */
export function MenuChoice<T extends string>({ value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Dropdown.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      {options.map((option) => (
        <Dropdown.RadioItem key={option.value} value={option.value} className={styles.item}>
          <span className={styles.icon}>
            <Dropdown.ItemIndicator>
              <Check size={14} strokeWidth={2.25} aria-hidden />
            </Dropdown.ItemIndicator>
          </span>
          <span className={styles.words}>
            {option.label}
            {option.hint && <small>{option.hint}</small>}
          </span>
        </Dropdown.RadioItem>
      ))}
    </Dropdown.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Dropdown.Label className={styles.label}>{children}</Dropdown.Label>;
}

export function MenuSeparator() {
  return <Dropdown.Separator className={styles.separator} />;
}
