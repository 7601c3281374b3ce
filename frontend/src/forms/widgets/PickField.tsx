import * as Popover from "@radix-ui/react-popover";
import { ChevronDown } from "lucide-react";
import { useId, useRef } from "react";
import { useOption } from "@/api/queries/useOptions";
import { Input } from "@/ui/Input";
import { text } from "../text";
import styles from "./PickField.module.css";
import { PickList } from "./PickList";
import { usePick } from "./usePick";

export interface PickFieldProps {
  id?: string | undefined;
  label: string;
  describedBy?: string | undefined;
  invalid: boolean;
  disabled: boolean;
  placeholder: string;
  value: string;
  /** Where the list is; null while what it depends on is not chosen. */
  path: string | null;
  onChange: (value: string) => void;
  /** Nothing but what the list has makes sense. */
  isClosed?: boolean;
  /** The person types `{{`: they want data here. */
  onBraces?: (() => void) | undefined;
}

/** A field that offers a list while one types: it keeps the id, shows the name, and takes an id that is not listed. */
export function PickField({ id, label, describedBy, invalid, disabled, placeholder, value, path, onChange, onBraces, isClosed = false }: PickFieldProps) {
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const pick = usePick(path, value, onChange, onBraces, isClosed);
  const known = useOption(path, value);
  const name = known.data?.label ?? value;
  const isUnknown = known.isSuccess && known.data === null;
  const isOff = disabled || (path === null && value === "");
  const hint = path === null ? text.chooseOtherFirst : placeholder || text.choose;
  return (
    <Popover.Root open={pick.isOpen && !isOff} onOpenChange={(next) => !next && pick.leave()}>
      <Popover.Anchor asChild>
        <div ref={box} className={styles.box}>
          <Input
            id={id}
            role="combobox"
            aria-label={id ? undefined : label}
            aria-expanded={pick.isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={pick.isOpen && pick.active ? `${listId}-${pick.active.value}` : undefined}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            autoComplete="off"
            spellCheck={false}
            disabled={isOff}
            placeholder={hint}
            title={name === value ? undefined : value}
            value={pick.typed ?? name}
            onChange={(event) => pick.type(event.target.value)}
            onFocus={(event) => event.target.select()}
            onClick={pick.open}
            onKeyDown={pick.onKeyDown}
          />
          <ChevronDown size={14} aria-hidden />
        </div>
      </Popover.Anchor>
      {isUnknown && !pick.isOpen && <p className={styles.note}>{text.notInList(value)}</p>}
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (box.current?.contains(event.target as Node)) event.preventDefault();
          }}
        >
          <PickList id={listId} label={label} pick={pick} value={value} isClosed={isClosed} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
