import { Link } from "react-router";
import type { Tick } from "@/api/types";
import { StatusGlyph, type GlyphState } from "@/ui/StatusGlyph";
import { formatMoment } from "@/ui/time/ago";
import { fireDay, fireTime } from "@/ui/time/until";
import { text } from "./text";

const GLYPHS: Record<Tick["status"], GlyphState> = { fired: "completed", late: "completed", queued: "waiting", skipped: "skipped", missed: "problem" };

/** One line of the ledger; its time is that of the schedule's own clocks. */
export function TickRow({ tick }: { tick: Tick }) {
  return (
    <li>
      <StatusGlyph state={GLYPHS[tick.status]} />
      <div>
        <p>
          <time dateTime={tick.at} title={formatMoment(tick.at)}>
            {fireDay(tick.local)} <b>{fireTime(tick.local)}</b>
          </time>
          {tick.run && <Link to={`/runs/${tick.run.id}`}>{text.run(tick.run.number)}</Link>}
        </p>
        <small>{text.became(tick)}</small>
      </div>
    </li>
  );
}
