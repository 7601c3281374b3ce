import { ChevronDown } from "lucide-react";
import type { InputHTMLAttributes, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";
import { cx } from "./cx";
import styles from "./Input.module.css";

export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input type="text" {...rest} className={cx(styles.box, className)} />;
}

export function TextArea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return <textarea rows={3} {...rest} className={cx(styles.box, styles.area, className)} />;
}

/** The system's own list: keyboard, touch and screen readers come with it. */
export function Select({ className, children, ...rest }: SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
  return (
    <div className={styles.selectWrap}>
      <select {...rest} className={cx(styles.box, styles.select, className)}>
        {children}
      </select>
      <ChevronDown size={14} aria-hidden />
    </div>
  );
}
