import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";
import { useCanvas } from "../store/useCanvas";
import { text } from "../text";
import styles from "./KeysOverlay.module.css";

export function KeysOverlay() {
  const open = useCanvas((state) => state.keysOpen);
  const setOpen = useCanvas((state) => state.setKeysOpen);
  return (
    <Dialog open={open} onOpenChange={setOpen} title={text.keys.title} width={680} footer={<Button onClick={() => setOpen(false)}>{text.keys.close}</Button>}>
      <div className={styles.groups}>
        {text.keys.groups.map((group) => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.keys.map(([keys, does]) => (
                <div key={keys}>
                  <dt>
                    <Kbd keys={keys} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
