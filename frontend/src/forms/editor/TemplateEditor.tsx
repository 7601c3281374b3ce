import * as Popover from "@radix-ui/react-popover";
import { useEffect, useId, useRef, useState } from "react";
import { cx } from "@/ui/cx";
import type { DataScope, TemplateKind } from "../data/scope";
import { DataMenu, type DataMenuHandle } from "../menu/DataMenu";
import menuStyles from "../menu/DataMenu.module.css";
import { isTemplate } from "../references/templates";
import { text } from "../text";
import { insertReference } from "./insertReference";
import type { OpenBraces } from "./openBraces";
import { Preview } from "./Preview";
import { scopeCompartment, scopeFacet } from "./scopeFacet";
import styles from "./TemplateEditor.module.css";
import { attributesCompartment, attributesOf, templateExtensions } from "./templateExtensions";
import { useBrokenReference } from "./useBrokenReference";
import { useCodeMirror } from "./useCodeMirror";

export interface TemplateEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  scope: DataScope;
  kind?: TemplateKind;
  /** "grow" starts as one line and takes more with Shift Enter. */
  lines?: "single" | "grow" | "multi" | "tall";
  placeholder?: string;
  id?: string;
  describedBy?: string;
  invalid?: boolean;
  disabled?: boolean;
  /** Coloured as JSON, with wrong places underlined. */
  json?: boolean;
  /** False where there is no data to refer to: no menu, no chips' button. */
  takesData?: boolean;
  /** Off in small rows, where a preview would take more room than the field. */
  preview?: boolean;
  /** The person has just asked for data: the menu is open from the start. */
  startsOpen?: boolean;
}

/** A text in which references to data are chips; `{{` opens the menu of all there is. */
export function TemplateEditor(props: TemplateEditorProps) {
  const { label, value, onChange, scope, kind = "template", lines = "single", disabled = false, preview = true, takesData = true, startsOpen = false } = props;
  const [open, setOpen] = useState<OpenBraces | null>(null);
  const [byButton, setByButton] = useState(startsOpen);
  const menu = useRef<DataMenuHandle>(null);
  const dismissed = useRef<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const menuId = useId();
  const isOpen = (open !== null || byButton) && !disabled && takesData;
  const keyToMenu = useRef<(name: string) => boolean>(() => false);

  const { hostRef, viewRef } = useCodeMirror({
    value,
    onChange,
    extensions: () =>
      templateExtensions({
        props,
        lines,
        kind,
        key: (name) => keyToMenu.current(name),
        onBraces: (braces) => {
          // After Escape the same braces do not open it again.
          if (braces?.from !== dismissed.current) dismissed.current = null;
          setOpen(braces && dismissed.current === null ? braces : null);
        },
      }),
  });
  useEffect(() => {
    keyToMenu.current = (name) => isOpen && (menu.current?.key(name) ?? false);
  }, [isOpen]);
  useEffect(() => {
    viewRef.current?.dispatch({ effects: scopeCompartment.reconfigure(scopeFacet.of(scope)) });
  }, [scope, viewRef]);
  useEffect(() => {
    if (startsOpen) viewRef.current?.focus();
  }, [startsOpen, viewRef]);
  const { id, describedBy, invalid } = props;
  useEffect(() => {
    const attributes = attributesOf({ label, lines, id, describedBy, invalid });
    viewRef.current?.dispatch({ effects: attributesCompartment.reconfigure(attributes) });
  }, [label, lines, id, describedBy, invalid, viewRef]);
  const broken = useBrokenReference(value, scope);

  const close = () => {
    dismissed.current = open?.from ?? null;
    setOpen(null);
    setByButton(false);
  };
  const insert = (body: string) => {
    const view = viewRef.current;
    if (!view) return;
    insertReference(view, body, open?.from ?? null, props.json === true);
    close();
    view.focus();
  };
  const shows = preview && scope.preview !== null && value !== "" && (kind === "expression" || isTemplate(value));

  return (
    <Popover.Root open={isOpen} onOpenChange={(next) => !next && close()}>
      <Popover.Anchor asChild>
        <div ref={box} className={cx(styles.box, styles[lines], lines === "tall" && styles.multi, props.json && styles.json, props.invalid && styles.invalid, disabled && styles.disabled)}>
          <div className={styles.line}>
            <div ref={hostRef} className={styles.host} />
            {!disabled && takesData && (
              <button type="button" className={styles.insert} aria-label={`${text.insertData}: ${label}`} title={text.insertData} aria-expanded={isOpen}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  viewRef.current?.focus();
                  setByButton(!isOpen);
                  if (isOpen) close();
                }}
              >
                {"{{"}
              </button>
            )}
          </div>
          {shows && <Preview scope={scope} template={value} kind={kind} broken={props.invalid ? null : broken} isPaused={open !== null} />}
          {broken && !shows && takesData && !props.invalid && <p className={styles.problem}>{broken}</p>}
        </div>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={menuStyles.popover}
          sideOffset={8}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (box.current?.contains(event.target as Node)) event.preventDefault();
          }}
        >
          <DataMenu ref={menu} id={menuId} scope={scope} query={open?.query ?? ""} onInsert={insert} onClose={close} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
