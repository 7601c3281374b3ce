import { expect, it } from "vitest";
import type { Template } from "@/api/types";
import { jobsOf, lackingOf, searchTemplates } from "./filterTemplates";

const template = (of: Partial<Template>): Template => ({ id: "t", title: "", job: "Collections", summary: "", blockTypes: [], needs: [], tables: [], ...of });
const dunning = template({
  title: "Dunning reminders",
  needs: [
    { slug: "stripe", name: "Stripe", connections: [{ id: "c", name: "Live", isDefault: true }] },
    { slug: "email", name: "Email", connections: [] },
  ],
});
const digest = template({ title: "Overdue digest", job: "Reporting", summary: "Post what is late to Slack" });

it("finds by words and by apps", () => {
  expect(searchTemplates([dunning, digest], "STRIPE dunning")).toEqual([dunning]);
  expect(searchTemplates([dunning, digest], "slack")).toEqual([digest]);
  expect(searchTemplates([dunning, digest], " ")).toHaveLength(2);
});

it("counts by job and says what lacks", () => {
  expect(jobsOf([dunning, digest, dunning])).toEqual([{ job: "Collections", count: 2 }, { job: "Reporting", count: 1 }]);
  expect(lackingOf(dunning)).toEqual(["Email"]);
});
